import DRCore
import DRPolicy

/// The metrics of PostgreSQL clusters and their logs.
struct ClusterMetrics {
    private var sampled = MetricFamily("dr_pg_sample_timestamp_seconds", "When a cluster was last looked at.")
    private var lag = MetricFamily(
        "dr_pg_wal_lag_seconds",
        "How old the newest change is that the repository lacks: what would be lost."
    )
    private var lagBytes = MetricFamily("dr_pg_wal_lag_bytes", "Bytes of the log that the repository lacks.")
    private var waiting = MetricFamily("dr_pg_wal_waiting_files", "Files that wait to be archived.")
    private var waitingBytes = MetricFamily("dr_pg_wal_waiting_bytes", "Bytes that wait to be archived.")
    private var failing = MetricFamily("dr_pg_archiving_failing", "Whether the last try to archive a file failed.")
    private var gaps = MetricFamily("dr_pg_wal_gaps", "Gaps in the log since the oldest base backup.")
    private var bases = MetricFamily("dr_pg_base_backups", "Base backups that can be used.")
    private var start = MetricFamily(
        "dr_pg_recovery_window_start_timestamp_seconds",
        "The first moment that can be reached without a hole behind it."
    )
    private var end = MetricFamily(
        "dr_pg_recovery_window_end_timestamp_seconds",
        "The last moment that can be reached for certain."
    )
    private var retained = MetricFamily("dr_pg_slot_retained_bytes", "Log that the server keeps for the receiver.")
    private var lost = MetricFamily("dr_pg_slot_lost", "Whether the server dropped, or may drop, log of the receiver.")

    /// All of them.
    var families: [MetricFamily] {
        [sampled, lag, lagBytes, waiting, waitingBytes, failing, gaps, bases, start, end, retained, lost]
    }

    init(_ installation: Installation, _ catalog: Catalog) throws {
        let environment = ("environment", installation.environment)
        for (name, plan) in installation.configuration.plans.sorted(by: { $0.key < $1.key })
        where plan.postgresql != nil {
            guard let facts = try catalog.clusterFacts(environment: installation.environment, plan: name) else {
                continue
            }
            let label = ("plan", name)
            sampled.add(Double(facts.time.seconds), environment, label)
            lag.add(facts.lag, environment, label)
            lagBytes.add(facts.lagBytes.map(Double.init), environment, label)
            waiting.add(facts.waiting.map(Double.init), environment, label)
            waitingBytes.add(facts.waitingBytes.map(Double.init), environment, label)
            if facts.serverProblem == nil { failing.add(facts.isArchivingFailing ? 1 : 0, environment, label) }
            gaps.add(facts.gaps.map(Double.init), environment, label)
            bases.add(facts.bases.map(Double.init), environment, label)
            start.add(facts.reachableFrom.map { Double($0.seconds) }, environment, label)
            end.add(facts.reachableTo.map { Double($0.seconds) }, environment, label)
            guard let slot = facts.slot else { continue }
            retained.add(Double(slot.retained), environment, label, ("slot", slot.name))
            let isLost = slot.state == "lost" || slot.state == "unreserved"
            lost.add(isLost ? 1 : 0, environment, label, ("slot", slot.name))
        }
    }
}
