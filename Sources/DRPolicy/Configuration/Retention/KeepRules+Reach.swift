extension KeepRules {
    /// How far back the oldest restore point that the rules keep lies, or nil without a limit.
    ///
    /// It supposes at least one snapshot in each hour, day, week, month or year that a rule counts. The newest snapshots
    /// (`last`) and tags promise no time. A month counts 30 days, a year 365.
    package var reach: Duration? {
        let counted: [(KeepCount, Duration)] = [
            (counts.hourly, .hours(1)), (counts.daily, .days(1)), (counts.weekly, .days(7)),
            (counts.monthly, .days(30)), (counts.yearly, .days(365)),
        ]
        var longest = Duration.zero
        if counts.last == .unlimited { return nil }
        for (count, length) in counted {
            guard case .atMost(let number) = count else { return nil }
            longest = max(longest, length * max(number, 0))
        }
        for span in [within, withinHourly, withinDaily, withinWeekly, withinMonthly, withinYearly] {
            longest = max(longest, span.length)
        }
        return longest
    }
}

extension CalendarSpan {
    /// The length with months of 30 and years of 365 days.
    fileprivate var length: Duration {
        .days(Int64(years) * 365 + Int64(months) * 30 + Int64(days)) + .hours(Int64(hours))
    }
}
