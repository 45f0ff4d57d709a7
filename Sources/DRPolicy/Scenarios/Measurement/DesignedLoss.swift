import DRCore

/// What can be lost in the worst case, as the configuration is made, whatever a drill happened to measure.
package struct DesignedLoss: Hashable, Sendable {
    /// The time; nil when nothing bounds it.
    package let time: Duration?
    /// How it comes about, as a sentence.
    package let reason: String

    /// Finds the longest time between backups of the plans of a scenario over the year to come.
    ///
    /// - Parameter longestRun: how long the slowest backup of each plan took lately; a plan that never ran has none.
    /// - Throws: `DRError` when a time zone is not known.
    package init(
        _ scenario: Scenario,
        in configuration: Configuration,
        zones: TimeZoneDatabase,
        now: Timestamp,
        longestRun: [String: Duration] = [:]
    ) throws {
        if let stated = scenario.objectives.designedLoss {
            time = stated
            reason = "the scenario states it"
            return
        }
        var worst = Duration.zero
        var parts: [String] = []
        for name in scenario.objectives.plans {
            guard let plan = configuration.plans[name] else { continue }
            if let cluster = plan.postgresql {
                // Of a cluster every moment that the archive holds can be restored; an alert says when it lags more.
                worst = max(worst, cluster.wal.maxLag)
                parts.append("\(name): the log may lag \(DurationText.format(cluster.wal.maxLag)) behind")
                continue
            }
            let zone = try zones.zone(named: plan.schedule.timezone ?? configuration.timezone)
            let calendar = RunCalendar(rules: plan.schedule.rules, zone: zone, since: now)
            let end = Timestamp(seconds: now.seconds + 366 * 86_400)
            guard let gap = calendar.longestBackupGap(from: now, to: end) else {
                time = nil
                reason = "the plan \(name) schedules no backups"
                return
            }
            let length = Duration.seconds(gap.seconds) + (longestRun[name] ?? .zero)
            let run = longestRun[name].map { " and a backup that takes \(DurationText.format($0))" }
            let between = DurationText.format(.seconds(gap.seconds))
            parts.append("\(name): \(between) between backups" + (run ?? ", no backup timed yet"))
            worst = max(worst, length)
        }
        time = parts.isEmpty ? nil : worst
        reason =
            parts.isEmpty ? "the scenario names no plans and states no designed_loss" : parts.joined(separator: "; ")
    }
}
