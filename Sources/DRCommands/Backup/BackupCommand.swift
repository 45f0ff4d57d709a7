import ArgumentParser
import DRCore
import DRRepository
import DRWorkloads

/// `dr backup`: makes a snapshot.
struct BackupCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back up files and directories into a new snapshot.",
        usage: "dr backup [options] PATH ...",
        discussion: """
            Files are read whose size, times or inode differ from the last snapshot of the same host and paths. With \
            --full everything is read again, and files are reported whose content changed though size and times did \
            not. Both give a complete snapshot. What cannot be read is reported, the rest is backed up, and the exit \
            code is 3.
            """
    )

    /// How much is read.
    enum Kind: String, EnumerableFlag {
        case incremental
        case full

        static func help(for value: Kind) -> ArgumentHelp? {
            switch value {
            case .incremental: "Read what seems to have changed (the default)."
            case .full: "Read and hash everything, and trust nothing from the snapshot before."
            }
        }
    }

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(exclusivity: .exclusive)
    var kind: Kind = .incremental

    @OptionGroup(title: "What is left out")
    var exclusion: ExclusionOptions

    @OptionGroup(title: "What the snapshot says")
    var marks: SnapshotMarkOptions

    @OptionGroup(title: "How it is stored")
    var storing: StoringOptions

    @Option(help: ArgumentHelp("Compare with this snapshot instead of the last one.", valueName: "snapshot"))
    var parent: String?

    @Flag(help: "Keep access times too; every snapshot then differs.")
    var withAtime = false

    @Flag(help: "Do not read a file because of its inode number alone, as on network file systems.")
    var ignoreInode = false

    @Flag(help: "Do not read a file because of its change time alone.")
    var ignoreCtime = false

    @Flag(name: [.customShort("n"), .long], help: "Read and compare, but store nothing.")
    var dryRun = false

    @Argument(help: "Files and directories.", completion: .file())
    var paths: [String] = []

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("No path to back up was given.") }
    }

    func execute(_ context: CommandContext) throws {
        var options = BackupOptions(exclusion: try exclusion.rules())
        options.kind = kind == .full ? .full : .incremental
        options.targets = paths
        options.excludes = exclusion.exclude + exclusion.iexclude
        options.keepsAccessTimes = withAtime
        options.ignoresInode = ignoreInode
        options.ignoresChangeTime = ignoreCtime
        options.tags = marks.tags(kind.rawValue)
        options.hostname = marks.hostname
        options.time = marks.time?.instant
        options.programVersion = "dr " + Version.number
        options.commits = !dryRun

        let progress = BackupProgress()
        let messages = context.messages
        let backup = FileTreeBackup(options, progress: progress, cancellation: context.cancellation) { problem in
            messages.warning(problem.reason, object: problem.path)
        }
        let opening = try BackupOpening(context, repository, options: storing.options, isDryRun: dryRun)
        defer { opening.release() }
        let hostname = marks.hostname
        let report = try ProgressDisplay.show("backup", messages) {
            BackupSummary.sample(progress)
        } while: {
            try opening.guarding {
                try backup.run {
                    try opening.open { snapshots in
                        if let parent { return try SnapshotSelection.resolve(parent, in: snapshots) }
                        return SnapshotSelection.parent(
                            in: snapshots,
                            host: hostname,
                            paths: try options.absolutePaths(),
                            before: options.time ?? .now
                        )
                    }
                } beforeCommit: {
                    try opening.confirm()
                }
            }
        }
        try BackupSummary(report, kind: kind.rawValue, isDryRun: dryRun).show(context)
    }
}
