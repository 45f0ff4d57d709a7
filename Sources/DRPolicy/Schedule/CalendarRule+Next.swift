import DRCore

extension CalendarRule {
    /// The first occurrence after an instant, in whole seconds; nil past the year 9999.
    ///
    /// Times of day are what the clock of the zone shows. An occurrence is the first instant at which it shows that time
    /// or a later one: a time that the clock skips runs at the first instant after the gap (several of them once), and
    /// a time that it shows twice runs at the first. Rules that count time (`hourly`, `every 15m`, cron with every
    /// hour) count what has passed since the local day began, so that a day of 23 or 25 hours has as many of them and
    /// none is lost or doubled (docs/decisions/0007-calendar-semantics.md).
    package func next(after instant: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        guard Self.secondsRange.contains(instant.seconds) else {
            guard instant.seconds < 0 else { return nil }
            return next(after: Timestamp(seconds: Self.secondsRange.lowerBound), zone: zone)
        }
        let seconds = instant.seconds
        let shown = zone.latestShown(at: seconds)
        switch times {
        case .clock(let minutes):
            return nextShown(after: shown, minutes).map { Timestamp(seconds: zone.firstInstant(showing: $0)) }
        case .elapsed:
            return nextElapsed(after: seconds, shown: shown, zone: zone).map { Timestamp(seconds: $0.seconds) }
        }
    }

    /// The last occurrence at or before an instant, in whole seconds; nil before the year 1.
    package func previous(atOrBefore instant: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        guard Self.secondsRange.contains(instant.seconds) else {
            guard instant.seconds > 0 else { return nil }
            return previous(atOrBefore: Timestamp(seconds: Self.secondsRange.upperBound), zone: zone)
        }
        let seconds = instant.seconds
        let shown = zone.latestShown(at: seconds)
        switch times {
        case .clock(let minutes):
            return previousShown(upTo: shown, minutes).map { Timestamp(seconds: zone.firstInstant(showing: $0)) }
        case .elapsed(let interval, let offsets):
            var day = days.last(upTo: Self.day(of: shown))
            while let current = day {
                let span = DaySpan(current, zone)
                if let found = span.lastOccurrence(upTo: seconds, interval, offsets) {
                    return Timestamp(seconds: found)
                }
                day = days.last(upTo: current - 1)
            }
            return nil
        }
    }

    /// The next occurrence of a rule that counts time, and the day it lies in.
    func nextElapsed(after seconds: Int64, shown: Int64, zone: TimeZoneRules) -> (seconds: Int64, span: DaySpan)? {
        guard case .elapsed(let interval, let offsets) = times else { return nil }
        var day = days.first(from: Self.day(of: shown))
        while let current = day {
            let span = DaySpan(current, zone)
            if let found = span.firstOccurrence(after: seconds, interval, offsets) { return (found, span) }
            day = days.first(from: current + 1)
        }
        return nil
    }

    // Local times are in seconds since 1970 as if the clock showed UTC.
    private func nextShown(after local: Int64, _ minutes: [Int]) -> Int64? {
        let today = Self.day(of: local)
        guard let day = days.first(from: today) else { return nil }
        let start = day * 86_400
        if let minute = minutes.first(where: { start + Int64($0) * 60 > local }) { return start + Int64(minute) * 60 }
        return days.first(from: day + 1).map { $0 * 86_400 + Int64(minutes[0]) * 60 }
    }

    private func previousShown(upTo local: Int64, _ minutes: [Int]) -> Int64? {
        let today = Self.day(of: local)
        guard let day = days.last(upTo: today) else { return nil }
        let start = day * 86_400
        if let minute = minutes.last(where: { start + Int64($0) * 60 <= local }) { return start + Int64(minute) * 60 }
        return days.last(upTo: day - 1).map { $0 * 86_400 + Int64(minutes[minutes.count - 1]) * 60 }
    }

    private static func day(of local: Int64) -> Int64 {
        (local >= 0 ? local : local - 86_399) / 86_400
    }

    private static let secondsRange =
        (CalendarDays.range.lowerBound * 86_400)...(CalendarDays.range.upperBound * 86_400 + 86_399)
}
