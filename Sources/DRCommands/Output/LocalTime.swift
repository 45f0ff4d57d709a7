import DRCore

/// Times as people read them, in the zone of this machine.
enum LocalTime {
    /// A time such as `2024-01-25 14:30:22`.
    static func text(_ instant: Timestamp) -> String {
        let civil = CivilTime(local: instant)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day)) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
    }
}
