import DRCore

/// The stretch of the calendar of which a rule keeps one snapshot.
package enum RetentionBucket: String, Sendable {
    /// Every snapshot is a bucket of its own.
    case last
    case hourly
    case daily
    case weekly
    case monthly
    case yearly

    /// A number that is the same for snapshots of one bucket.
    ///
    /// - Parameters:
    ///   - local: the clock and calendar that the snapshot was made under.
    ///   - position: its place in the group, counted from the newest.
    func number(of local: CivilTime, position: Int) -> Int {
        switch self {
        case .last: return position
        case .hourly: return ((local.year * 100 + local.month) * 100 + local.day) * 100 + local.hour
        case .daily: return (local.year * 100 + local.month) * 100 + local.day
        case .weekly:
            let (year, week) = local.isoWeek
            return year * 100 + week
        case .monthly: return local.year * 100 + local.month
        case .yearly: return local.year
        }
    }
}
