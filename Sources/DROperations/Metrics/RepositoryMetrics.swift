import DRCore
import DRPolicy
import GRDB

/// The metrics of repositories and of restores that were tried.
struct RepositoryMetrics {
    private var bytes = MetricFamily("dr_repository_bytes", "Size of a repository when it was last looked at.")
    private var snapshots = MetricFamily("dr_repository_snapshots", "Snapshots in a repository.")
    private var locks = MetricFamily("dr_repository_locks", "Locks in a repository.")
    private var oldestLock = MetricFamily(
        "dr_repository_oldest_lock_timestamp_seconds",
        "When the oldest lock was written last."
    )
    private var newest = MetricFamily(
        "dr_repository_newest_snapshot_timestamp_seconds",
        "When the newest snapshot was made."
    )
    private var sampled = MetricFamily(
        "dr_repository_sample_timestamp_seconds",
        "When a repository was last looked at."
    )
    private var tested = MetricFamily(
        "dr_restore_test_last_success_timestamp_seconds",
        "When a restore of a plan was last tried and right; 0 when it never was."
    )
    private var speed = MetricFamily(
        "dr_restore_test_bytes_per_second",
        "How fast the newest tried restore was."
    )
    private var estimate = MetricFamily(
        "dr_restore_test_estimated_rto_seconds",
        "How long a restore of the whole plan would take at that speed."
    )

    /// All of them.
    var families: [MetricFamily] {
        [bytes, snapshots, locks, oldestLock, newest, sampled, tested, speed, estimate]
    }

    init(_ installation: Installation, _ catalog: Catalog) throws {
        let name = installation.environment
        let environment = ("environment", name)
        for repository in installation.configuration.repositories.keys.sorted() {
            let label = ("repository", repository)
            guard let sample = try catalog.samples(environment: name, repository: repository, limit: 1).first else {
                continue
            }
            bytes.add(Double(sample.bytes), environment, label)
            snapshots.add(Double(sample.snapshots), environment, label)
            locks.add(Double(sample.locks), environment, label)
            oldestLock.add(sample.oldestLock.map { Double($0.seconds) }, environment, label)
            newest.add(sample.newestSnapshot.map { Double($0.seconds) }, environment, label)
            sampled.add(Double(sample.time.seconds), environment, label)
        }
        for plan in installation.configuration.plans.keys.sorted() {
            let label = ("plan", plan)
            let good = try catalog.trail(environment: name, plan: plan, kind: .restoreTest).lastGood
            tested.add(good?.ended.map { Double($0.seconds) } ?? 0, environment, label)
            guard let test = try Self.newestTest(catalog, name, plan), test.seconds > 0, test.bytes > 0 else {
                continue
            }
            let rate = Double(test.bytes) / test.seconds
            speed.add(rate, environment, label)
            estimate.add(test.planBytes.map { Double($0) / rate }, environment, label)
        }
    }

    private static func newestTest(
        _ catalog: Catalog,
        _ environment: String,
        _ plan: String
    ) throws -> (bytes: Int64, seconds: Double, planBytes: Int64?)? {
        try catalog.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT bytes, seconds, plan_bytes FROM restore_test
                    WHERE environment = ? AND plan = ? AND mismatches = 0 ORDER BY time DESC LIMIT 1
                    """,
                arguments: [environment, plan]
            ).map { ($0["bytes"], $0["seconds"], $0["plan_bytes"]) }
        }
    }
}
