import ArgumentParser
import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// `dr restore`: writes the files of a snapshot to a directory.
struct RestoreCommand: SnapshotChoiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore the files of a snapshot into a directory.",
        usage: """
            dr restore [options] -r SNAPSHOT --target DIRECTORY
            dr restore [options] --plan CLUSTER [--at TIME | --lsn POSITION | --latest] --target DIRECTORY
            """,
        discussion: """
            After an interruption the same command again writes only what is missing. SNAPSHOT:PATH restores what lies \
            below a path. Owners, devices and some attributes need root.

            Of the plan of a PostgreSQL cluster it makes a data directory that recovers to the target when a server is \
            started on it, or at once with --recover: the newest base backup that was complete before the target is \
            written, and the server fetches the log from the repository. Such a copy does not archive.
            """
    )

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Option(
        name: [.customShort("r"), .long],
        help: ArgumentHelp("The snapshot: an id, a name or \"latest\"; or SNAPSHOT:PATH.", valueName: "snapshot")
    )
    var snapshot: String?

    @Option(help: ArgumentHelp("Instead of -r: the newest snapshot at or before this time.", valueName: "time"))
    var at: TimeArgument?

    @OptionGroup(title: "Choice of \"latest\" and --at")
    var choice: SnapshotFilterOptions

    @OptionGroup(title: "Recovery of a PostgreSQL cluster")
    var recovery: RecoveryOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The directory to write into; / puts everything back in place.", valueName: "directory"),
        completion: .directory
    )
    var target: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Only what matches; may be repeated.", valueName: "pattern"))
    var include: [PathArgument] = []

    @Option(help: ArgumentHelp("The same without regard to case.", valueName: "pattern"))
    var iinclude: [PathArgument] = []

    @Option(help: ArgumentHelp("Nothing that matches; may be repeated.", valueName: "pattern"))
    var exclude: [PathArgument] = []

    @Option(help: ArgumentHelp("The same without regard to case.", valueName: "pattern"))
    var iexclude: [PathArgument] = []

    @Option(
        help: ArgumentHelp(
            "When to replace what is there: \(RestoreOptions.Overwrite.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "when"
        )
    )
    var overwrite = RestoreOptions.Overwrite.always

    @Flag(help: "Remove what is in the restored directories and not in the snapshot.")
    var delete = false

    @Flag(help: "Read every restored file again and compare it with the snapshot.")
    var verify = false

    @Flag(help: "Leave holes where a file has blocks of zeros.")
    var sparse = false

    @Flag(name: [.customShort("n"), .long], help: "Only tell what would be done.")
    var dryRun = false

    @Argument(help: "The snapshot, when -r is not used.")
    var chosen: String?

    func validate() throws {
        let ways = [snapshot, chosen, at.map { _ in "" }].compactMap { $0 }.count
        guard target != nil || recovery.estimate else { throw ValidationError("Where to? Give --target.") }
        if recovery.isGiven || ways == 0, choice.plan != nil || recovery.isGiven {
            guard recovery.targets == 0 || at == nil else { throw ValidationError("Give one target.") }
            return
        }
        guard ways == 1 else {
            throw ValidationError(ways == 0 ? "Which snapshot? Give -r or --at." : "Give one snapshot, or --at.")
        }
    }

    func execute(_ context: CommandContext) throws {
        try context.guarded(.restore, repository, isDryRun: dryRun || recovery.estimate) { try restore(context) }
    }

    private func restore(_ context: CommandContext) throws {
        try context.withRepository(repository, lock: reading.lock) { opened in
            if let recovery = try clusterRecovery(opened, context) { return try recovery.run(context) }
            guard let target else { throw DRError(.usage, "there is no target", hint: "use --target DIRECTORY") }
            let place = SnapshotPath(snapshot ?? chosen ?? "latest")
            let found = try find(place.snapshot, in: opened.snapshots(), context.filter(choice))
            try opened.loadIndex()
            context.messages.note(
                "restoring \(found.id?.short ?? "") of \(LocalTime.text(found.time)) on \(Printable.text(found.hostname)) "
                    + "into \(Printable.text(target))"
            )
            let progress = RestoreProgress()
            let restore = FileTreeRestore(
                repository: opened,
                snapshot: found,
                options: options(below: place.path),
                cancellation: context.cancellation,
                progress: progress
            )
            let report = try ProgressDisplay.show("restore", context.messages) {
                RestoreSummary.sample(progress)
            } while: {
                try restore.run()
            }
            try RestoreSummary(report, found, isDryRun: dryRun).show(context)
        }
    }

    /// The recovery of a cluster, when that is what is asked for.
    private func clusterRecovery(_ opened: Repository, _ context: CommandContext) throws -> ClusterRecovery? {
        let named = snapshot ?? chosen
        guard recovery.isGiven || (named == nil && choice.plan != nil) else { return nil }
        let filter = context.filter(choice)
        let snapshots = try opened.snapshots().filter(filter.matches)
        let bases = snapshots.filter(BaseBackupRecord.isBase)
        if !recovery.isGiven, bases.isEmpty || snapshots.last.map({ !BaseBackupRecord.isBase($0) }) ?? true {
            return nil
        }
        let base = try named.map { try SnapshotSelection.resolve($0, in: bases, matching: filter) }
        return ClusterRecovery(command: self, repository: opened, bases: bases, base: base)
    }

    private func find(_ text: String, in snapshots: [Snapshot], _ filter: SnapshotFilter) throws -> Snapshot {
        guard let at else { return try SnapshotSelection.resolve(text, in: snapshots, matching: filter) }
        return try SnapshotSelection.newest(atOrBefore: at.instant, in: snapshots, matching: filter)
    }

    private func options(below path: [UInt8]) -> RestoreOptions {
        var options = RestoreOptions(target: target ?? "")
        options.subpath = String(decoding: path, as: UTF8.self)
        options.includes = include.map(\.bytes)
        options.insensitiveIncludes = iinclude.map(\.bytes)
        options.excludes = exclude.map(\.bytes)
        options.insensitiveExcludes = iexclude.map(\.bytes)
        options.overwrite = overwrite
        options.deletes = delete
        options.verifies = verify
        options.isSparse = sparse
        options.isDryRun = dryRun
        return options
    }
}

extension RestoreOptions.Overwrite: ExpressibleByArgument {}
