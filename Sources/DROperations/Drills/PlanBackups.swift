import DRCore
import DRPolicy
import DRRecovery
import DRRepository
import DRStorage
import DRWorkloads

/// What drills need of the plans of an installation.
package struct PlanBackups: BackupOperations {
    let installation: Installation
    private let note: @Sendable (String) -> Void

    /// Takes the environment whose plans are meant.
    ///
    /// - Parameter note: takes a line for the log, from any thread.
    package init(_ installation: Installation, note: @escaping @Sendable (String) -> Void) {
        self.installation = installation
        self.note = note
    }

    package func newest(plan: String) throws -> (name: String, time: Timestamp)? {
        let points = try points(of: plan, in: open(plan, Cancellation()))
        return points.last.map { ($0.name, $0.snapshot.time) }
    }

    package func run(plan: String, full: Bool, _ cancellation: Cancellation) throws -> String {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let context = JobContext(
            installation: installation,
            catalog: catalog,
            cancellation: cancellation,
            planWait: 60,
            note: note
        )
        let runner = JobRunner(context)
        let run = runner.run(Job(plan: plan, kind: full ? .full : .incremental))
        runner.finish()
        if let error = run.error, !run.outcome.isUsable { throw error }
        let repository = try open(plan, cancellation)
        guard let id = run.snapshot, let point = try points(of: plan, in: repository).last(where: { $0.id == id })
        else {
            throw DRError(.failed, "the backup made no restore point", object: plan)
        }
        return point.name
    }

    package func verify(plan: String, readsData: Bool, _ cancellation: Cancellation) throws -> String {
        let repository = try open(plan, cancellation)
        let report = try repository.withLock(
            exclusive: false,
            cancellation: cancellation,
            options: locks(cancellation)
        ) { _ in
            let options = VerifyOptions(readData: readsData ? .all : .none)
            return try Verification(repository, options: options, cancellation: cancellation).run()
        }
        guard report.isIntact else {
            throw DRError(
                .integrity,
                "\(report.damages.count) objects are damaged",
                object: try installation.plan(plan).repository,
                hint: "dr verify names what they harm"
            )
        }
        return "\(report.snapshots) restore points in \(report.packs) packs, \(report.packsRead) of them read"
    }

    package func restore(
        plan: String,
        snapshot: String?,
        into directory: String,
        asSource: Bool,
        deletes: Bool,
        _ cancellation: Cancellation
    ) throws -> String {
        let repository = try open(plan, cancellation)
        let points = try points(of: plan, in: repository)
        guard let point = snapshot == nil ? points.last : points.first(where: { $0.name == snapshot }) else {
            throw DRError(.recoveryTargetUnreachable, "the plan has no such restore point", object: snapshot ?? plan)
        }
        var options = RestoreOptions(target: directory)
        options.verifies = true
        options.deletes = deletes
        if asSource {
            guard let paths = try installation.plan(plan).files?.paths, paths.count == 1 else {
                throw DRError(
                    .failed,
                    "only a plan of files with a single path can take the place of a directory",
                    object: plan,
                    hint: "use backup.rehearse"
                )
            }
            options.subpath = paths[0]
        }
        return try repository.withLock(exclusive: false, cancellation: cancellation, options: locks(cancellation)) {
            _ in
            try repository.loadIndex()
            let report = try FileTreeRestore(
                repository: repository,
                snapshot: point.snapshot,
                options: options,
                cancellation: cancellation
            ).run()
            if let failure = report.failure { throw failure }
            return point.name
        }
    }

    package func cleanPoint(plan: String, _ cancellation: Cancellation) throws -> (name: String, seen: String) {
        let repository = try open(plan, cancellation)
        let points = try points(of: plan, in: repository)
        return try repository.withLock(exclusive: false, cancellation: cancellation, options: locks(cancellation)) {
            _ in
            try repository.loadIndex()
            let search = CleanPointSearch(repository: repository, cancellation: cancellation)
            let (clean, suspects) = try search.run(points.map(\.snapshot))
            func name(_ snapshot: Snapshot) -> String { points.first { $0.snapshot.id == snapshot.id }?.name ?? "" }
            let reasons = suspects.map { "\(name($0.0)) is suspect: " + $0.1.joined(separator: ", ") }
            let seen = reasons.isEmpty ? "the newest one" : reasons.joined(separator: "; ")
            return (name(clean), "\(name(clean)) is clean, of \(points.count) restore points; \(seen)")
        }
    }

    package func log(
        plan: String,
        cluster: UInt64,
        _ cancellation: Cancellation
    ) throws -> (String) throws -> ByteBuffer? {
        let log = WALRetriever(try WALSite(installation, plan: plan, cancellation: cancellation, note: note))
        return { name in try log.content(name, of: cluster, patience: Self.logPatience) }
    }

    /// For so many seconds a storage that does not answer is asked again: a drill runs on the clock.
    private static let logPatience = 30.0

    package func hold(plan: String, by holder: String, reason: String) throws {
        try PlanHold(installation).add(plan, by: holder, reason: reason)
    }

    package func release(plan: String, by holder: String) throws {
        try PlanHold(installation).remove(plan, by: holder)
    }

    package func folder(plan: String) throws -> String {
        try Location(installation.repository(installation.plan(plan).repository).url).path
    }

    // MARK: Repositories

    /// A restore point of a plan.
    struct Point {
        let name: String
        let snapshot: Snapshot
        var id: String? { snapshot.id?.hex }
    }

    func access(_ cancellation: Cancellation) -> RepositoryAccess {
        RepositoryAccess(installation, cancellation: cancellation, lockWait: 60, note: note)
    }

    private func locks(_ cancellation: Cancellation) -> LockOptions { access(cancellation).lockOptions }

    func open(_ plan: String, _ cancellation: Cancellation) throws -> Repository {
        try access(cancellation).open(installation.plan(plan).repository)
    }

    /// The restore points of a plan with the names that they have among all of the repository, the oldest first.
    func points(of plan: String, in repository: Repository) throws -> [Point] {
        let all = try repository.snapshots()
        let filter = SnapshotFilter(tags: [["plan:\(plan)", "env:\(installation.environment)"]])
        return zip(all, SnapshotName.texts(of: all)).filter { filter.matches($0.0) }.map {
            Point(name: $0.1, snapshot: $0.0)
        }
    }
}
