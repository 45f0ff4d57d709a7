import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRWorkloads

/// `dr backup`: makes a snapshot.
struct BackupCommand: RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back up paths, or the plans of a configuration, into new snapshots.",
        usage: "dr backup [options] PATH ... | --stdin | --stdin-from-command -- COMMAND ... | -e NAME [PLAN ...]",
        discussion: """
            Files are read whose size, times or inode differ from the last snapshot of the same host and paths. With \
            --full everything is read again, and files are reported whose content changed though size and times did \
            not. Both give a complete snapshot. What cannot be read is reported, the rest is backed up, and the exit \
            code is 3. Patterns hold for the paths themselves too: one that matches is left out, with a warning.

            With -e, --config or DR_ENVIRONMENT the words are plans of the configuration, without words all plans that \
            are enabled; so too when no repository is named and there is a configuration. When one of the words has a \
            slash, or a repository is named with --repo or --repository, they are paths. What a plan says about paths, \
            excludes and tags has no options here. The exit code is that of the worst run.
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

    @OptionGroup
    var access: RepositoryAccessOptions

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

    @Flag(help: "Of plans: let the repository grow by more than guardrails.storage_growth; the audit log keeps that.")
    var allowGrowth = false

    @Flag(help: "Back up what comes in on standard input as one file.")
    var stdin = false

    @Flag(help: "Back up what COMMAND after -- prints as one file; nothing is kept unless it ends with exit code 0.")
    var stdinFromCommand = false

    @Option(help: ArgumentHelp("The path of that file in the snapshot.", valueName: "path"))
    var stdinFilename = "stdin"

    @Argument(
        help: "Files and directories, or plans; with --stdin-from-command the program and its arguments.",
        completion: .file()
    )
    var paths: [PathArgument] = []

    func validate() throws {
        guard !(stdin && stdinFromCommand) else {
            throw ValidationError("--stdin and --stdin-from-command exclude each other.")
        }
        guard !(stdin && !paths.isEmpty) else {
            throw ValidationError("A stream is backed up alone, without paths.")
        }
        guard try stdin || !paths.isEmpty || isOfPlans() else {
            throw ValidationError(stdinFromCommand ? "No command was given after --." : "No path to back up was given.")
        }
    }

    func execute(_ context: CommandContext) throws {
        guard try !isOfPlans() else {
            try refusePathOptions()
            let runKind: RunKind = kind == .full ? .full : .incremental
            return try PlanBackup(
                plans: paths.map { try $0.requireText() },
                kind: runKind,
                allowsGrowth: allowGrowth,
                wait: repository.retryLock.seconds
            )
            .run(installation, context)
        }
        guard !allowGrowth else {
            throw DRError(
                .usage,
                "this option is for a backup of plans; one of paths may grow as it will",
                object: "--allow-growth"
            )
        }
        let opening = try BackupOpening(context, repository, options: storing.options, isDryRun: dryRun)
        defer { opening.release() }
        let options = try options()
        let report =
            if stdin || stdinFromCommand {
                try StreamBackupRun(
                    context,
                    options,
                    path: stdinFilename,
                    command: paths.map { try $0.requireText() },
                    parent: parent
                ).run(opening)
            } else {
                try FileBackupRun(context, options, parent: parent).run(opening)
            }
        try BackupSummary(report, isDryRun: dryRun).show(context)
    }

    /// A stream is always read to its end.
    private var actualKind: Kind { stdin || stdinFromCommand ? .full : kind }

    private func options() throws -> BackupOptions {
        var options = BackupOptions(exclusion: try exclusion.rules())
        options.kind = actualKind == .full ? .full : .incremental
        options.targets = stdin || stdinFromCommand ? [] : paths.map(\.bytes)
        options.excludes = (exclusion.exclude + exclusion.iexclude).map(\.text)
        options.keepsAccessTimes = withAtime
        options.ignoresInode = ignoreInode
        options.ignoresChangeTime = ignoreCtime
        options.tags = marks.tags
        options.hostname = marks.hostname
        options.time = marks.time?.instant
        options.programVersion = ProgramVersion.text
        options.commits = !dryRun
        return options
    }
}
