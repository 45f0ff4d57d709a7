import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Takes a database, or tables of it, out of the past: a scratch server recovers to a moment, and `pg_dump` reads there.
package struct ClusterExtraction {
    private let context: JobContext
    private let plan: String
    private let target: RecoveryTarget
    private let parent: String

    /// Prepares.
    ///
    /// - Parameters:
    ///   - plan: the plan of the cluster.
    ///   - target: the moment.
    ///   - parent: where the scratch directory is made.
    package init(_ context: JobContext, plan: String, _ target: RecoveryTarget, in parent: String) {
        self.context = context
        self.plan = plan
        self.target = target
        self.parent = parent
    }

    /// What was dumped, and from when.
    package struct Report: Sendable {
        /// Bytes of the dump.
        package var bytes = 0
        /// The base backup.
        package var snapshot: ObjectID?
        /// The last transaction that is in it, by the time of the server; nil when there was none after the base backup.
        package var transactionTime: String?
        /// Seconds that it took.
        package var seconds = 0.0
    }

    /// Recovers, dumps, and removes the scratch directory.
    ///
    /// - Parameters:
    ///   - arguments: for `pg_dump`, beside those that say where the server is.
    ///   - output: gets the dump; it is whole only when this returns.
    /// - Throws: `DRError`: `recoveryTargetUnreachable` when the moment cannot be reached.
    package func run(
        _ arguments: [String],
        database: String,
        output: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Report {
        let access = try ClusterAccess(
            context.installation,
            plan: plan,
            cancellation: context.cancellation,
            note: context.note
        )
        let begin = Timestamp.now
        var report = Report()
        let repositories = context.repositories
        let repository = try repositories.open(access.repository)
        try repository.withLock(
            exclusive: false,
            cancellation: context.cancellation,
            options: repositories.lockOptions
        ) { _ in
            try repository.loadIndex()
            let snapshots = try ClusterTestWork.snapshots(plan, repository, context)
            let shelf = try BaseShelf(repository, snapshots, cancellation: context.cancellation, note: context.note)
            let choice = try shelf.choose(target, timeline: nil)
            report.snapshot = choice.base.snapshot.id
            try ServerFolder.with(in: parent) { folder in
                let bytes = choice.base.snapshot.summary?.totalBytesProcessed ?? 0
                try folder.demand(bytes + choice.base.record.segmentSize * 16)
                let recovery = ServerRecovery(
                    shelf,
                    choice,
                    ClusterRestoreOptions(target: folder.data, restoreCommand: "false"),
                    folder: folder.server,
                    programs: try access.programDirectory(majorVersion: choice.base.record.serverVersion / 10_000),
                    cancellation: context.cancellation
                )
                do {
                    context.note("restoring \(ByteCount.format(bytes)), then recovering to \(target.description)")
                    _ = try recovery.restore()
                    let (server, reached) = try recovery.recover(timeout: 7 * 86_400)
                    report.transactionTime = reached.transactionTime
                    try server.program(["pg_dump"] + server.place + arguments + [database]) { part in
                        report.bytes += part.count
                        try output(part)
                    }
                    // The directory goes away, so nothing is lost by ending the server at once.
                    try recovery.stop(.immediate)
                } catch {
                    _ = Result { try recovery.stop(.immediate) }
                    throw error
                }
            }
        }
        report.seconds = Timestamp.now.seconds(since: begin)
        return report
    }
}
