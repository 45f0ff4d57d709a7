import DRCore
import DRPolicy
import DRRepository

extension PlanHistory {
    /// What the backups of the plan have added, as their snapshots say; nil when none but the first has been made.
    package var sizes: RetentionSizes? {
        let stored = candidates.sorted { $0.point.time < $1.point.time }.compactMap { snapshot($0.point.id) }
        guard let newest = stored.last?.summary else { return nil }
        let summaries = stored.dropFirst().compactMap { snapshot in
            snapshot.summary.map { (isFull: snapshot.tags.contains(RunKind.full.rawValue), summary: $0) }
        }
        guard !summaries.isEmpty else { return nil }
        func average(_ list: [UInt64]) -> UInt64? { list.isEmpty ? nil : list.reduce(0, &+) / UInt64(list.count) }
        let full = average(summaries.filter(\.isFull).map(\.summary.dataAddedPacked))
        let incremental = average(summaries.filter { !$0.isFull }.map(\.summary.dataAddedPacked))
        let all = stored.compactMap(\.summary)
        let plain = all.reduce(0) { $0 + Double($1.dataAdded) }
        let packed = all.reduce(0) { $0 + Double($1.dataAddedPacked) }
        let ratio = plain > 0 ? packed / plain : 1
        return RetentionSizes(
            base: UInt64(Double(newest.totalBytesProcessed) * ratio),
            full: full ?? incremental ?? 0,
            incremental: incremental ?? full ?? 0,
            samples: summaries.count
        )
    }

    /// What becomes of the plan in a time, under its own policy or another.
    ///
    /// - Parameters:
    ///   - days: how long.
    ///   - policy: the name of another policy.
    package func simulation(_ installation: Installation, days: Int, policy other: String? = nil) throws
        -> RetentionSimulation
    {
        let settings = try installation.plan(plan)
        let policy = try installation.policy(other ?? settings.retention)
        let now = installation.clock.now
        return RetentionSimulation(
            policy: policy,
            existing: candidates,
            calendar: RunCalendar(
                rules: settings.schedule.rules,
                zone: try installation.zone(of: settings),
                since: now
            ),
            host: installation.host,
            requiredReach: installation.requiredReach(of: settings, policy),
            sizes: sizes,
            from: now,
            to: Timestamp(seconds: now.seconds + Int64(days) * 86_400)
        )
    }
}
