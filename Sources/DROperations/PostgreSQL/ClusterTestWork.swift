import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Proves that a cluster can be recovered: it is restored into a scratch directory, a server recovers there, everything is
/// read and checked, and all of it is removed again.
package struct ClusterTestWork: JobWork {
    private let target: RecoveryTarget
    private let parent: String

    /// Makes the work.
    ///
    /// - Parameters:
    ///   - target: where the recovery ends.
    ///   - parent: where the scratch directory is made.
    package init(_ target: RecoveryTarget = .latest, in parent: String = ServerFolder.usualParent) {
        self.target = target
        self.parent = parent
    }

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let access = try ClusterAccess(
            context.installation,
            plan: job.plan,
            cancellation: context.cancellation,
            note: context.note
        )
        let repositories = context.repositories
        let repository = try repositories.open(access.repository)
        var findings = ClusterFindings()
        try repository.withLock(
            exclusive: false,
            cancellation: context.cancellation,
            options: repositories.lockOptions
        ) { _ in
            try repository.loadIndex()
            let shelf = try BaseShelf(
                repository,
                try Self.snapshots(job.plan, repository, context),
                cancellation: context.cancellation,
                note: context.note
            )
            let choice = try shelf.choose(target, timeline: nil)
            run.snapshot = choice.base.snapshot.id?.hex
            findings.planBytes = choice.base.snapshot.summary?.totalBytesProcessed ?? 0
            try ServerFolder.with(in: parent) { folder in
                try folder.demand(findings.planBytes + choice.base.record.segmentSize * 16)
                try prove(access, shelf, choice, folder, context, &findings)
            }
        }
        let test = findings.test(run, context.installation.clock.now)
        try context.catalog.save(test)
        run.files = test.files
        run.bytesRead = test.bytes
        run.bytesProcessed = test.planBytes
        run.problems = test.mismatches
        run.details = findings.details
        guard findings.problems.isEmpty else {
            throw DRError(
                .restoreVerificationFailed,
                "the recovered cluster is not right: \(findings.problems[0])",
                object: job.plan,
                hint: "look at the cluster itself with pg_amcheck; verify an earlier moment with --at",
                details: findings.problems
            )
        }
        if let snapshot = run.snapshot.flatMap(ObjectID.init(hex:)) {
            try context.catalog.addVerifiedPoints(
                [snapshot],
                .restore,
                repository: repository.config.id,
                run: run.uuid,
                at: context.installation.clock.now
            )
        }
        let plan = try context.installation.plan(job.plan)
        let time = RestoreTime(plan.objectives.rto, planBytes: test.planBytes, measured: test)
        if let error = time.missed(job.plan) { throw error }
    }

    /// The snapshots of a plan.
    static func snapshots(_ plan: String, _ repository: Repository, _ context: JobContext) throws -> [Snapshot] {
        let environment = PlanOptions.tag(ofEnvironment: context.installation.environment)
        let filter = SnapshotFilter(tags: [[PlanOptions.tag(ofPlan: plan), environment]])
        return try repository.snapshots().filter(filter.matches)
    }

    private func prove(
        _ access: ClusterAccess,
        _ shelf: BaseShelf,
        _ choice: RecoveryChoice,
        _ folder: ServerFolder,
        _ context: JobContext,
        _ findings: inout ClusterFindings
    ) throws {
        let recovery = ServerRecovery(
            shelf,
            choice,
            ClusterRestoreOptions(target: folder.data, restoreCommand: "false"),
            folder: folder.server,
            programs: try access.programDirectory(majorVersion: choice.base.record.serverVersion / 10_000),
            cancellation: context.cancellation
        )
        do {
            let report = try recovery.restore()
            findings.files = report.files
            findings.bytes = report.totalBytes
            context.note("restored \(ByteCount.format(UInt64(report.totalBytes))), recovering to \(target.description)")
            let (server, reached) = try recovery.recover(timeout: 86_400)
            findings.position = reached.position
            findings.transactionTime = reached.transactionTime
            findings.times = recovery.times
            let inspection = ClusterInspection(server, choice.base.record, access.source.checks, context)
            try inspection.run(&findings)
            try recovery.stop()
            try inspection.checkPages(folder.data, &findings)
        } catch {
            _ = Result { try recovery.stop(.immediate) }
            throw error
        }
    }
}
