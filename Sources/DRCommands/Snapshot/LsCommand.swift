import ArgumentParser
import DRCore
import DRRepository
import DRStorage

/// `dr ls`: lists what a snapshot holds.
struct LsCommand: SnapshotReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the files of a snapshot.",
        usage: "dr ls [options] SNAPSHOT [PATH ...]",
        discussion: """
            Without a path everything is listed, with one the entries of that directory; --recursive adds what is \
            below. Names with control characters are shown quoted.
            """
    )

    @OptionGroup
    var access: SnapshotAccessOptions

    @Flag(name: .shortAndLong, help: "Show mode, owner, size and time too.")
    var long = false

    @Flag(help: "Go on below the directories that are named.")
    var recursive = false

    @Argument(help: "The snapshot: an id, a name or \"latest\"; SNAPSHOT:PATH names a directory in it.")
    var snapshot: String

    @Argument(help: "Absolute paths in the snapshot.")
    var paths: [String] = []

    func execute(_ context: CommandContext) throws {
        try context.withRepository(repository, lock: reading.lock) { opened in
            let place = SnapshotPath(snapshot)
            let found = try SnapshotSelection.resolve(
                place.snapshot,
                in: opened.snapshots(),
                matching: context.filter(choice)
            )
            try opened.loadIndex()
            let codec = try opened.makeCodec()
            if context.isJSON {
                try context.output.object("snapshot") {
                    SnapshotListing.write(found, name: SnapshotName.text(of: found.time), to: &$0)
                }
            }
            let wanted = paths.map { [UInt8]($0.utf8) } + (place.path.isEmpty ? [] : [place.path])
            let walker = TreeWalker(opened, codec)
            var count = 0
            if wanted.isEmpty {
                try list(found.tree, [], walker, recursive: true, context, &count)
            }
            for path in wanted {
                let resolved = try SnapshotPath.resolve(path, in: found, walker)
                guard let node = resolved.node else {
                    try list(found.tree, [], walker, recursive: recursive, context, &count)
                    continue
                }
                let clean = resolved.path
                if let tree = node.subtree {
                    try list(tree, clean, walker, recursive: recursive, context, &count)
                } else {
                    try show(clean, node, context, &count)
                }
            }
            try context.summary { json in
                json.key("entries")
                json.number(count)
            }
        }
    }

    private func list(
        _ tree: ObjectID,
        _ path: [UInt8],
        _ walker: TreeWalker,
        recursive: Bool,
        _ context: CommandContext,
        _ count: inout Int
    ) throws {
        var shown = 0
        try walker.walk(tree, path: path) { path, node in
            try context.cancellation.check()
            try show(path, node, context, &shown)
            return recursive ? .descend : .skip
        }
        count += shown
    }

    private func show(_ path: [UInt8], _ node: Node, _ context: CommandContext, _ count: inout Int) throws {
        count += 1
        try context.emit("node", text: long ? NodeListing.line(path, node) : Printable.name(path)) {
            NodeListing.write(path, node, to: &$0)
        }
    }
}
