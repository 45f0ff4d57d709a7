import ArgumentParser
import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// `dr find`: looks for files, or for a blob, in snapshots.
struct FindCommand: SnapshotChoiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find files in the snapshots by name.",
        usage: "dr find [options] PATTERN ...",
        discussion: """
            A pattern without a slash is matched against names, one with a slash against the end of the path, one that \
            begins with a slash against the whole path. * ? [a-z] are as in the shell, ** stands for any directories.
            """
    )

    /// The kinds of entry by letter, as `find -type` has them.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case f, d, l, b, c, p, s

        var kind: Node.Kind {
            switch self {
            case .f: .file
            case .d: .directory
            case .l: .symlink
            case .b: .blockDevice
            case .c: .characterDevice
            case .p: .fifo
            case .s: .socket
            }
        }
    }

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "Choice of snapshots")
    var choice: SnapshotFilterOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Only in this snapshot; may be repeated.", valueName: "id"))
    var snapshot: [String] = []

    @Flag(name: .shortAndLong, help: "Take upper and lower case as the same.")
    var ignoreCase = false

    @Flag(name: .shortAndLong, help: "Show mode, owner, size and time too.")
    var long = false

    @Option(help: ArgumentHelp("Only this kind of entry; may be repeated.", valueName: "letter"))
    var type: [Kind] = []

    @Option(help: ArgumentHelp("Only what changed at or after this time.", valueName: "time"))
    var oldest: TimeArgument?

    @Option(help: ArgumentHelp("Only what changed at or before this time.", valueName: "time"))
    var newest: TimeArgument?

    @Flag(help: "The arguments are ids of data blobs: find the files that hold them.")
    var blob = false

    @Flag(help: "The arguments are ids of tree blobs: find the directories that they are.")
    var tree = false

    @Argument(help: "Patterns, or ids with --blob and --tree.")
    var patterns: [String]

    func validate() throws {
        guard !(blob && tree) else { throw ValidationError("--blob and --tree exclude each other.") }
    }

    func execute(_ context: CommandContext) throws {
        try context.withRepository(repository, lock: reading.lock) { opened in
            let all = try opened.snapshots()
            let chosen =
                snapshot.isEmpty
                ? all.filter(context.filter(choice).matches)
                : try snapshot.map { try SnapshotSelection.resolve($0, in: all, matching: context.filter(choice)) }
            try opened.loadIndex()
            var search = TreeSearch(opened, try opened.makeCodec(), try criteria())
            let results = FindResults(context, long: long)
            // The newest first: it is what is looked for most.
            for snapshot in chosen.reversed() {
                results.begin(snapshot)
                try search.search(snapshot) { path, node in
                    try results.add(path, node)
                } damaged: { path, error in
                    results.damage(path, error)
                }
            }
            try context.summary(results.text) { json in
                json.key("matches")
                json.number(results.matches)
                json.key("snapshots")
                json.number(chosen.count)
                json.key("damaged")
                json.number(results.damaged)
            }
            if results.damaged > 0 { context.outcome = .integrity }
        }
    }

    private func criteria() throws -> TreeSearch.Criteria {
        let ids = try blob || tree ? patterns.map(Self.id) : []
        return TreeSearch.Criteria(
            patterns: try PatternList(ids.isEmpty ? patterns.map { [UInt8]($0.utf8) } : [], ignoringCase: ignoreCase),
            kinds: Set(type.map(\.kind)),
            oldest: oldest?.instant,
            newest: newest?.instant,
            dataBlobs: blob ? Set(ids) : [],
            treeBlobs: tree ? Set(ids) : []
        )
    }

    private static func id(_ text: String) throws -> ObjectID {
        guard let id = ObjectID(hex: text) else {
            throw DRError(.usage, "a blob is named by its whole id of 64 digits", object: text)
        }
        return id
    }
}
