import DRCore

/// The occurrences of a rule in a range of time, ascending; made by `CalendarRule.occurrences(from:to:zone:)`.
package struct CalendarOccurrences: Sequence, IteratorProtocol {
    private let rule: CalendarRule
    private let zone: TimeZoneRules
    private let end: Timestamp
    private var last: Timestamp
    /// The day of the last occurrence of a rule that counts time, which mostly has the next one too.
    private var span: DaySpan?

    init(_ rule: CalendarRule, from start: Timestamp, to end: Timestamp, zone: TimeZoneRules) {
        self.rule = rule
        self.zone = zone
        self.end = end
        // An occurrence at the start is one of them.
        let isWhole = start.nanoseconds == 0 && start.seconds > .min
        last = Timestamp(seconds: isWhole ? start.seconds - 1 : start.seconds)
    }

    package mutating func next() -> Timestamp? {
        guard last < end, let found = following(), found < end else {
            last = end
            return nil
        }
        last = found
        return found
    }

    private mutating func following() -> Timestamp? {
        guard case .elapsed(let interval, let offsets) = rule.times else { return rule.next(after: last, zone: zone) }
        if let found = span?.firstOccurrence(after: last.seconds, interval, offsets) {
            return Timestamp(seconds: found)
        }
        guard let found = rule.next(after: last, zone: zone) else { return nil }
        span = rule.nextElapsed(after: last.seconds, shown: zone.latestShown(at: found.seconds), zone: zone)?.span
        return found
    }
}

extension CalendarRule {
    /// The occurrences from `start` on and before `end`, ascending, each once.
    package func occurrences(from start: Timestamp, to end: Timestamp, zone: TimeZoneRules) -> CalendarOccurrences {
        CalendarOccurrences(self, from: start, to: end, zone: zone)
    }
}
