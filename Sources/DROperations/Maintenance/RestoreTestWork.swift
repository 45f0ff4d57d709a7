import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Tries a restore: random files of a random snapshot, or all of the newest one, into a directory that is removed
/// afterwards; every file is read again and compared with the ids of its blobs, and where its source has not changed
/// with that.
package struct RestoreTestWork: JobWork {
    /// The most files of a sample.
    static let sampleCount = 50
    /// The most bytes of a sample, but for a single file.
    static let sampleBytes: UInt64 = 256 << 20
    /// Seconds after which a scheduled test restores everything again, as only that measures how long it takes.
    static let wholeInterval: Int64 = 30 * 86_400

    private let scope: RestoreTest.Scope?

    /// Makes the work.
    ///
    /// - Parameter scope: how much is restored; nil restores everything when that was not done for 30 days, else a sample.
    package init(_ scope: RestoreTest.Scope? = nil) {
        self.scope = scope
    }

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let plan = try context.installation.plan(job.plan)
        // Single files of a cluster prove nothing: a server must recover.
        guard plan.postgresql == nil else { return try ClusterTestWork().perform(job, &run, context) }
        let access = context.repositories
        let repository = try access.open(plan.repository)
        let scope = try scope ?? self.scope(of: job.plan, context)
        var findings = RestoreFindings(scope)
        try repository.withLock(
            exclusive: false,
            cancellation: context.cancellation,
            options: access.lockOptions
        ) { _ in
            let snapshot = try Self.choose(scope, from: repository, plan: job.plan, context.installation.environment)
            run.snapshot = snapshot.id?.hex
            try repository.loadIndex()
            let trial = RestoreTrial(repository: repository, snapshot: snapshot, plan: plan, context: context)
            try trial.run(&findings)
        }
        let test = findings.test(run, context.installation.clock.now)
        try context.catalog.save(test)
        run.files = test.files
        run.bytesRead = test.bytes
        run.bytesProcessed = test.planBytes
        run.problems = test.mismatches
        let measured = try context.catalog.lastRestoreTest(
            environment: test.environment,
            plan: test.plan,
            scope: .whole
        )
        let estimate = RestoreTime(plan.objectives.rto, planBytes: test.planBytes, measured: measured)
        run.details = findings.details(test, estimate)
        if let error = findings.error(job.plan) { throw error }
        try addPoint(scope, repository, run, context)
        if let error = estimate.missed(job.plan) { throw error }
    }

    private func scope(of plan: String, _ context: JobContext) throws -> RestoreTest.Scope {
        let installation = context.installation
        let last = try context.catalog.lastRestoreTest(
            environment: installation.environment,
            plan: plan,
            scope: .whole
        )
        guard let last else { return .whole }
        return installation.clock.now.seconds - last.time.seconds >= Self.wholeInterval ? .whole : .sample
    }

    private static func choose(
        _ scope: RestoreTest.Scope,
        from repository: Repository,
        plan: String,
        _ environment: String
    ) throws -> Snapshot {
        let filter = SnapshotFilter(tags: [["plan:\(plan)", "env:\(environment)"]])
        let snapshots = try repository.snapshots().filter(filter.matches)
        guard let chosen = scope == .whole ? snapshots.last : snapshots.randomElement() else {
            throw DRError(
                .failed,
                "there is no snapshot of this plan to restore",
                object: plan,
                hint: "make one: dr backup \(plan)"
            )
        }
        return chosen
    }

    private func addPoint(
        _ scope: RestoreTest.Scope,
        _ repository: Repository,
        _ run: RunRecord,
        _ context: JobContext
    ) throws {
        guard let snapshot = run.snapshot.flatMap(ObjectID.init(hex:)) else { return }
        try context.catalog.addVerifiedPoints(
            [snapshot],
            scope == .whole ? .restore : .sample,
            repository: repository.config.id,
            run: run.uuid,
            at: context.installation.clock.now
        )
    }
}
