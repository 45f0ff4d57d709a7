import DRCore

/// Standard time, and summer time that comes and goes on the same rule each year (POSIX `TZ`, RFC 8536 section 3.3).
struct DaylightRule: Hashable, Sendable {
    /// Seconds east of UTC.
    var standardOffset: Int32
    var summer: Summer?

    private static let limit: Int64 = 10_000_000_000_000

    struct Summer: Hashable, Sendable {
        /// Seconds east of UTC.
        var utcOffset: Int32
        /// In standard time.
        var start: YearlyDate
        /// In summer time.
        var end: YearlyDate
    }

    /// The time around an instant, in seconds since 1970, in which the offset stays the same.
    func period(at seconds: Int64) -> OffsetPeriod {
        guard let summer else { return OffsetPeriod(start: .min, end: .max, utcOffset: standardOffset) }
        // Far beyond all years in which anything runs, the numbers would overflow.
        let seconds = min(max(seconds, -Self.limit), Self.limit)
        let year = CivilTime(utcSeconds: seconds).year
        var changes: [(at: Int64, offset: Int32)] = []
        changes.reserveCapacity(10)
        // A change may be given up to a week outside its year.
        for year in year - 2...year + 2 {
            let start = (summer.start.seconds(in: year) - Int64(standardOffset), summer.utcOffset)
            let end = (summer.end.seconds(in: year) - Int64(summer.utcOffset), standardOffset)
            changes += start.0 < end.0 ? [start, end] : [end, start]
        }
        // Summer time all year is written as an end that falls on the next start: the start must stay the later one.
        for place in changes.indices.dropFirst() {
            var place = place
            while place > 0, changes[place].at < changes[place - 1].at {
                changes.swapAt(place, place - 1)
                place -= 1
            }
        }
        let next = changes.firstIndex { $0.at > seconds } ?? changes.count
        return OffsetPeriod(
            start: next == 0 ? .min : changes[next - 1].at,
            end: next == changes.count ? .max : changes[next].at,
            utcOffset: next == 0 ? standardOffset : changes[next - 1].offset
        )
    }
}
