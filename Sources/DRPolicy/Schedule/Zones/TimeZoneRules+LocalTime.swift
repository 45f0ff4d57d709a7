import DRCore

extension TimeZoneRules {
    // No offset is larger than 26 hours, so whatever concerns a local time lies within three days of it.
    private static let reach: Int64 = 3 * 86_400

    /// The instants at which the clock of the zone shows a time.
    package func instants(showing time: CivilTime) -> LocalTimeInstants {
        let local = time.utcSeconds
        let first = firstInstant(showing: local)
        var period = period(at: first)
        let shown = first + Int64(period.utcOffset)
        guard shown == local else {
            let before = self.period(at: period.start - 1)
            return .skipped(
                resumes: Timestamp(seconds: first),
                gap: Int64(period.utcOffset) - Int64(before.utcOffset)
            )
        }
        while period.end <= first + Self.reach {
            period = self.period(at: period.end)
            let second = local - Int64(period.utcOffset)
            if second >= period.start, second < period.end {
                return .twice(first: Timestamp(seconds: first), second: Timestamp(seconds: second))
            }
        }
        return .once(Timestamp(seconds: first))
    }

    /// The first instant at which the clock shows `local` or a later time.
    ///
    /// That is the first of two when the clock is set back, and the instant after the gap when it is set forward. Both
    /// are in seconds since 1970, `local` as if it were UTC.
    func firstInstant(showing local: Int64) -> Int64 {
        var period = period(at: local - Self.reach)
        while true {
            let candidate = local - Int64(period.utcOffset)
            if candidate < period.end { return max(candidate, period.start) }
            period = self.period(at: period.end)
        }
    }

    /// The latest time that the clock has shown up to an instant; after it is set back, that is more than it shows.
    func latestShown(at seconds: Int64) -> Int64 {
        var period = period(at: seconds)
        var latest = seconds + Int64(period.utcOffset)
        while period.start > seconds - Self.reach {
            let last = period.start - 1
            period = self.period(at: last)
            latest = max(latest, last + Int64(period.utcOffset))
        }
        return latest
    }
}
