import DRCore

extension CrossChecks {
    /// Checks that the zones exist and that each plan can meet its RPO.
    ///
    /// The longest time without a backup counts over the year from now, with the hour that autumn adds. It says nothing
    /// of how long a backup takes. Of a cluster any moment in its log can be recovered, so what the log may lag counts.
    mutating func checkSchedules(zones: TimeZoneDatabase, now: Timestamp) {
        let common = zone(configuration.timezone, ["timezone"], zones)
        for name in configuration.plans.keys.sorted() {
            guard let plan = configuration.plans[name], plan.isEnabled else { continue }
            let path = ["plans", name, "schedule", "timezone"]
            guard let zone = plan.schedule.timezone.map({ zone($0, path, zones) }) ?? common,
                let rpo = plan.objectives.rpo
            else { continue }
            if let lag = plan.postgresql?.wal.maxLag {
                guard lag > rpo else { continue }
                let (length, least) = (DurationText.format(lag), DurationText.format(rpo))
                report(
                    "the log may lag \(length) behind before anybody is told, more than the RPO of \(least)",
                    ["plans", name, "objectives", "rpo"],
                    allowed: "an RPO of \(length) or more, or a smaller postgresql.wal.max_lag"
                )
                continue
            }
            let calendar = RunCalendar(rules: plan.schedule.rules, zone: zone, since: now)
            let end = Timestamp(seconds: now.seconds + 366 * 86_400)
            guard let gap = calendar.longestBackupGap(from: now, to: end), .seconds(gap.seconds) > rpo else { continue }
            let length = DurationText.format(.seconds(gap.seconds))
            report(
                "the schedule leaves \(length) without a backup, more than the RPO of \(DurationText.format(rpo))",
                ["plans", name, "objectives", "rpo"],
                allowed: "an RPO of \(length) or more, or backups at shorter intervals"
            )
        }
    }

    private mutating func zone(_ name: String, _ path: [String], _ zones: TimeZoneDatabase) -> TimeZoneRules? {
        do {
            return try zones.zone(named: name)
        } catch let error as DRError {
            report("\(error.message): \(name)", path, allowed: error.hint ?? "a zone of this machine")
        } catch {
            report("the time zone \(name) cannot be read (\(error))", path, allowed: "a zone of this machine")
        }
        return nil
    }
}
