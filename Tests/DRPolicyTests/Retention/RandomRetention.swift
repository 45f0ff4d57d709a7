import DRCore
import DRPolicy
import DRTestSupport

/// Random histories and rules.
enum RandomRetention {
    /// Snapshots of two hosts over about three years, in clumps, under several clocks, and a few from the future.
    static func points(_ count: Int, _ generator: inout SeededGenerator) -> [RetentionPoint] {
        var seconds: Int64 = 1_700_000_000
        return (0..<count).map { number in
            let gap: Int64 = [0, 60, 3600, 86_400, 2_000_000].randomElement(using: &generator) ?? 60
            seconds += gap * Int64.random(in: 0...2, using: &generator)
            let isAhead = Int.random(in: 0..<50, using: &generator) == 0
            return RetentionPoint(
                id: String(number),
                time: Timestamp(seconds: isAhead ? seconds + 1_000_000_000 : seconds),
                utcOffset: [0, 0, 3600, -18_000].randomElement(using: &generator) ?? 0,
                hostname: Bool.random(using: &generator) ? "alpha" : "beta",
                tags: ["x", "y"].filter { _ in Bool.random(using: &generator) }
            )
        }
    }

    /// None, one or several rules.
    static func rules(_ generator: inout SeededGenerator) -> KeepRules {
        var rules = KeepRules()
        for _ in 0..<Int.random(in: 0...4, using: &generator) { rules = adding(to: rules, &generator) }
        return rules
    }

    /// The rules and one more, or the same with a larger count or an added list of tags.
    static func adding(to rules: KeepRules, _ generator: inout SeededGenerator) -> KeepRules {
        var rules = rules
        let counts: [WritableKeyPath<KeepRules, KeepCount>] = [
            \.counts.last, \.counts.hourly, \.counts.daily, \.counts.weekly, \.counts.monthly, \.counts.yearly,
        ]
        let spans: [WritableKeyPath<KeepRules, CalendarSpan>] = [
            \.within, \.withinHourly, \.withinDaily, \.withinWeekly, \.withinMonthly, \.withinYearly,
        ]
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<10:
            let path = counts[Int.random(in: 0..<6, using: &generator)]
            if case .atMost(let count) = rules[keyPath: path] {
                let isUnlimited = Int.random(in: 0..<8, using: &generator) == 0
                rules[keyPath: path] =
                    isUnlimited ? .unlimited : .atMost(count + Int.random(in: 1...9, using: &generator))
            }
        case 10..<17:
            let path = spans[Int.random(in: 0..<6, using: &generator)]
            if rules[keyPath: path].isZero {
                rules[keyPath: path] = CalendarSpan(
                    months: UInt32.random(in: 0...14, using: &generator),
                    days: UInt32.random(in: 1...40, using: &generator)
                )
            }
        default:
            rules.tags.append([["x"], ["y"], ["x", "y"], [""]].randomElement(using: &generator) ?? ["x"])
        }
        return rules
    }
}
