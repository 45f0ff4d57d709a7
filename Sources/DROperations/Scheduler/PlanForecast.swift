import DRCore
import DRPolicy

/// What the rules of a plan foresee in a range of time, and what follows from it.
package struct PlanForecast: Sendable {
    /// The plan.
    package let plan: ScheduledPlan
    /// How many runs of each kind there are.
    package let counts: [RunKind: Int]
    /// The longest time between two backups; nil where there are no two.
    package let longestGap: OccurrenceGap?
    /// How long its longest backup took of late, in seconds; nil when none was made yet.
    package let longestBackup: Double?
    /// What its backups will add to the storage, in bytes, as those of late did; nil when a kind was never run.
    ///
    /// What retention frees is not taken off.
    package let growth: Int64?

    /// The most data that can be lost, in seconds: the longest time between two backups, and the time that the later one
    /// takes until it is done; nil when one of them is not known.
    package var worstLoss: Double? {
        guard let longestGap, let longestBackup else { return nil }
        return Double(longestGap.seconds) + longestBackup
    }

    /// Whether the RPO of the plan is kept when every run succeeds; nil without an RPO or a measured backup.
    package var meetsRPO: Bool? {
        guard let rpo = plan.plan.objectives.rpo, let worstLoss else { return nil }
        return worstLoss <= Double(rpo.components.seconds)
    }

    /// Looks ahead.
    ///
    /// - Parameter history: what the backups of the plan were like of late.
    package init(_ plan: ScheduledPlan, from start: Timestamp, to end: Timestamp, history: [RunKind: BackupFigures]) {
        self.plan = plan
        let calendar = plan.calendar(since: start)
        var counts: [RunKind: Int] = [:]
        for run in calendar.plannedRuns(from: start, to: end) { counts[run.kind, default: 0] += 1 }
        self.counts = counts
        longestGap = calendar.longestBackupGap(from: start, to: end)
        longestBackup = history.values.map(\.longest).max()
        var growth: Double? = 0
        for kind in [RunKind.full, .incremental] {
            guard let count = counts[kind] else { continue }
            growth = growth.flatMap { sum in history[kind].map { sum + Double(count) * $0.meanStored } }
        }
        self.growth = growth.map { Int64(min($0, 9e18)) }
    }
}
