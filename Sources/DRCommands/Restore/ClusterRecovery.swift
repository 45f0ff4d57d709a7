import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// `dr restore` of a PostgreSQL cluster.
struct ClusterRecovery {
    let command: RestoreCommand
    let repository: Repository
    /// The snapshots among which the base backup is.
    let bases: [Snapshot]
    /// The base backup that was named.
    let base: Snapshot?

    /// How long a recovery may take, in seconds.
    private static let timeout = 7 * 86_400.0

    /// Restores, or tells what a restore would take.
    func run(_ context: CommandContext) throws {
        try repository.loadIndex()
        let shelf = try BaseShelf(repository, bases, cancellation: context.cancellation) {
            context.messages.note("dr: " + $0)
        }
        let target = command.recovery.target(at: command.at?.instant)
        let choice = try shelf.choose(target, timeline: command.recovery.timeline, snapshot: base)
        show(choice, context)
        if command.recovery.estimate || command.dryRun { return try estimate(choice, context) }
        guard let place = command.target else { return }
        let options = try options(place, shelf, context)
        let report: RestoreReport
        var reached: ServerRecovery.Reached?
        if command.recovery.recover {
            (report, reached) = try recover(shelf, choice, options, context)
        } else {
            let restore = ClusterRestore(repository, choice, options, cancellation: context.cancellation)
            report = try ProgressDisplay.show("restore", context.messages) {
                RestoreSummary.sample(restore.progress)
            } while: {
                try restore.run()
            }
        }
        try show(report, choice, reached, place, context)
    }

    private func options(_ target: String, _ shelf: BaseShelf, _ context: CommandContext) throws
        -> ClusterRestoreOptions
    {
        let target = try AbsolutePath.of(target)
        var options: ClusterRestoreOptions
        if let given = command.recovery.restoreCommand {
            options = ClusterRestoreOptions(target: target, restoreCommand: given)
        } else {
            let own = try RestoreCommandLine(
                context.place(command.repository),
                command.repository,
                plan: command.choice.plan,
                cluster: shelf.archive.systemIdentifier
            )
            options = ClusterRestoreOptions(target: target, restoreCommand: own.text)
            if !command.recovery.recover { options.logProgram = own.program }
        }
        options.isDelta = command.recovery.delta
        options.action = command.recovery.action
        options.isExclusive = command.recovery.exclusive
        options.isStandby = command.recovery.standby
        options.keepsArchiving = command.recovery.keepArchiving
        options.verifies = command.verify
        for place in command.recovery.tablespace { options.tablespaces[place.oid] = place.path }
        return options
    }

    private func recover(
        _ shelf: BaseShelf,
        _ choice: RecoveryChoice,
        _ options: ClusterRestoreOptions,
        _ context: CommandContext
    ) throws -> (RestoreReport, ServerRecovery.Reached) {
        let programs =
            try command.recovery.binDirectory
            ?? ClusterPrograms.directory(majorVersion: choice.base.record.serverVersion / 10_000)
        return try ServerFolder.with { folder in
            let recovery = ServerRecovery(
                shelf,
                choice,
                options,
                folder: folder.server,
                programs: programs,
                cancellation: context.cancellation
            )
            let progress = RestoreProgress()
            let report = try ProgressDisplay.show("restore", context.messages) {
                RestoreSummary.sample(progress)
            } while: {
                try recovery.restore(progress: progress)
            }
            context.messages.note("recovering to \(choice.target.description)")
            let (_, reached) = try recovery.recover(timeout: Self.timeout)
            try recovery.stop()
            return (report, reached)
        }
    }

    private func show(_ choice: RecoveryChoice, _ context: CommandContext) {
        let record = choice.base.record
        let newest = LocalTime.text(choice.reach.endTime)
        context.messages.note(
            "base backup \(choice.base.snapshot.id?.short ?? "") of \(LocalTime.text(record.stopTime)), timeline "
                + "\(choice.reach.timeline); every moment from then to about \(newest) can be reached"
        )
    }

    private func estimate(_ choice: RecoveryChoice, _ context: CommandContext) throws {
        let bytes = choice.base.snapshot.summary?.totalBytesProcessed ?? 0
        let seconds = try expectedSeconds(context, bytes: bytes)
        let time = seconds.map { "\(DurationText.format(.seconds(Int64($0.rounded(.up)))))" }
        let text = """
            base backup  \(choice.base.snapshot.id?.short ?? "") of \(LocalTime.text(choice.base.record.stopTime))
            files        \(ByteCount.format(bytes))
            log          \(ByteCount.format(choice.logBytes)), segments \(choice.neededSegments.count)
            time         \(time.map { "about \($0), as the last verification took" } ?? "not measured yet: dr pg verify")
            """
        try context.summary(text) { json in
            json.key("snapshot_id")
            json.string(choice.base.snapshot.id?.hex ?? "")
            json.key("base_end")
            json.string(choice.base.record.stop.description)
            json.key("target")
            json.string(choice.target.description)
            json.key("bytes")
            json.number(bytes)
            json.key("log_bytes")
            json.number(choice.logBytes)
            json.key("log_segments")
            json.number(choice.neededSegments.count)
            json.key("estimated_seconds")
            if let seconds { json.number(Int(seconds.rounded(.up))) } else { json.null() }
        }
    }

    /// What the last verification of the plan took, for these bytes; nil when none was made on this machine.
    private func expectedSeconds(_ context: CommandContext, bytes: UInt64) throws -> Double? {
        guard let plan = command.choice.plan, case .configured(let place) = try context.place(command.repository)
        else { return nil }
        let installation = place.installation
        let measured = try Catalog(stateDirectory: installation.stateDirectory).lastRestoreTest(
            environment: installation.environment,
            plan: plan,
            scope: .whole
        )
        return RestoreTime(nil, planBytes: Int64(clamping: bytes), measured: measured).seconds
    }

    private func show(
        _ report: RestoreReport,
        _ choice: RecoveryChoice,
        _ reached: ServerRecovery.Reached?,
        _ target: String,
        _ context: CommandContext
    ) throws {
        var lines = [
            "files        \(ProgressText.count(UInt64(report.files))), \(ByteCount.format(UInt64(report.totalBytes))): "
                + "\(ByteCount.format(UInt64(report.writtenBytes))) written, "
                + "\(ByteCount.format(UInt64(report.reusedBytes))) was there"
        ]
        if let reached {
            lines.append("recovered    to \(reached.position), last transaction \(reached.transactionTime ?? "none")")
        }
        if let bad = choice.base.record.badPages.first {
            context.messages.warning("the base backup holds corrupt pages", object: bad.file)
        }
        lines.append(
            "restored base backup \(choice.base.snapshot.id?.short ?? "") into \(Printable.text(target)), "
                + "target \(choice.target.description)"
        )
        if reached == nil { lines.append("  next: pg_ctl -D \(Printable.text(target)) start") }
        if !command.recovery.keepArchiving {
            lines.append("  it does not archive; when it takes over: ALTER SYSTEM RESET archive_mode, and a restart")
        }
        try context.summary(lines.joined(separator: "\n")) { json in
            json.key("snapshot_id")
            json.string(choice.base.snapshot.id?.hex ?? "")
            json.key("target")
            json.string(choice.target.description)
            json.key("timeline")
            json.number(UInt64(choice.reach.timeline))
            json.key("files")
            json.number(report.files)
            json.key("total_bytes")
            json.number(report.totalBytes)
            json.key("bytes_written")
            json.number(report.writtenBytes)
            json.key("bytes_reused")
            json.number(report.reusedBytes)
            if let reached {
                json.key("reached_lsn")
                json.string(reached.position)
                json.key("last_transaction_time")
                if let time = reached.transactionTime { json.string(time) } else { json.null() }
            }
        }
    }
}
