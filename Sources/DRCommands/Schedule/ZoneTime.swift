import DRCore
import DRPolicy

/// Times as the clock of a plan's zone shows them.
enum ZoneTime {
    /// A time such as `2024-01-25 14:30:22`.
    static func text(_ instant: Timestamp, _ zone: TimeZoneRules) -> String {
        let civil = zone.civilTime(at: instant)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day)) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
    }
}
