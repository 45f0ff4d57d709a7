extension KeepRules: CustomStringConvertible {
    /// The rules in a line, such as `keep 7 daily, 4 weekly snapshots and all snapshots within 2d of the newest`.
    package var description: String {
        let counted = [
            (counts.last, "latest"), (counts.hourly, "hourly"), (counts.daily, "daily"), (counts.weekly, "weekly"),
            (counts.monthly, "monthly"), (counts.yearly, "yearly"),
        ].filter(\.0.isOpen).map { "\($0) \($1)" }
        let spanned = [
            (withinHourly, "hourly"), (withinDaily, "daily"), (withinWeekly, "weekly"), (withinMonthly, "monthly"),
            (withinYearly, "yearly"),
        ].filter { !$0.0.isZero }.map { "\($1) snapshots within \($0)" }

        var clauses = spanned
        if !counted.isEmpty { clauses.insert(counted.joined(separator: ", ") + " snapshots", at: 0) }
        var parts = clauses.isEmpty ? [] : [clauses.joined(separator: ", ")]
        if !tags.isEmpty {
            let lists = tags.map { "[" + $0.joined(separator: ", ") + "]" }
            parts.append("all snapshots with tags [" + lists.joined(separator: " ") + "]")
        }
        if !within.isZero { parts.append("all snapshots within \(within) of the newest") }
        return parts.isEmpty ? "keep everything" : "keep " + parts.joined(separator: " and ")
    }
}
