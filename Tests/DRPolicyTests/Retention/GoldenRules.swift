import DRCore
import DRPolicy

/// The rules and the grouping that the options of a golden case stand for.
struct GoldenRules {
    var rules = KeepRules()
    var grouping = SnapshotGrouping.hostAndPaths

    init(_ options: [String]) throws {
        for index in stride(from: 0, to: options.count, by: 2) {
            let value = options[index + 1]
            switch options[index] {
            case "--keep-last": rules.counts.last = try KeepCount(parsing: value)
            case "--keep-hourly": rules.counts.hourly = try KeepCount(parsing: value)
            case "--keep-daily": rules.counts.daily = try KeepCount(parsing: value)
            case "--keep-weekly": rules.counts.weekly = try KeepCount(parsing: value)
            case "--keep-monthly": rules.counts.monthly = try KeepCount(parsing: value)
            case "--keep-yearly": rules.counts.yearly = try KeepCount(parsing: value)
            case "--keep-within": rules.within = try CalendarSpan(parsing: value)
            case "--keep-within-hourly": rules.withinHourly = try CalendarSpan(parsing: value)
            case "--keep-within-daily": rules.withinDaily = try CalendarSpan(parsing: value)
            case "--keep-within-weekly": rules.withinWeekly = try CalendarSpan(parsing: value)
            case "--keep-within-monthly": rules.withinMonthly = try CalendarSpan(parsing: value)
            case "--keep-within-yearly": rules.withinYearly = try CalendarSpan(parsing: value)
            case "--keep-tag": rules.tags.append(KeepRules.tagList(parsing: value))
            case "--group-by": grouping = try SnapshotGrouping(parsing: value)
            default: throw DRError(.failed, "an option that golden cases do not have", object: options[index])
            }
        }
    }
}
