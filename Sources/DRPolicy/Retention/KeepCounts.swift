/// A count for each counted rule: those that a policy asks for, or those that are left.
package struct KeepCounts: Hashable, Sendable {
    package var last: KeepCount
    package var hourly: KeepCount
    package var daily: KeepCount
    package var weekly: KeepCount
    package var monthly: KeepCount
    package var yearly: KeepCount

    /// Makes a set of counts; what is left out keeps nothing.
    package init(
        last: KeepCount = .none,
        hourly: KeepCount = .none,
        daily: KeepCount = .none,
        weekly: KeepCount = .none,
        monthly: KeepCount = .none,
        yearly: KeepCount = .none
    ) {
        self.last = last
        self.hourly = hourly
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
        self.yearly = yearly
    }

    /// Whether no rule keeps anything.
    package var isEmpty: Bool {
        !(last.isOpen || hourly.isOpen || daily.isOpen || weekly.isOpen || monthly.isOpen || yearly.isOpen)
    }
}
