import DRCore

/// The time between two neighbouring occurrences.
package struct OccurrenceGap: Hashable, Sendable {
    /// The earlier occurrence.
    package let start: Timestamp
    /// The later one.
    package let end: Timestamp

    /// The length in seconds.
    package var seconds: Int64 { end.seconds - start.seconds }

    /// The longest of the gaps between ascending instants, the first of several equal ones; nil without two instants.
    static func longest(_ instants: some Sequence<Timestamp>) -> OccurrenceGap? {
        var longest: OccurrenceGap?
        var previous: Timestamp?
        for instant in instants {
            if let previous, instant.seconds - previous.seconds > longest?.seconds ?? -1 {
                longest = OccurrenceGap(start: previous, end: instant)
            }
            previous = instant
        }
        return longest
    }
}

extension CalendarRule {
    /// The longest time between two neighbouring occurrences that overlaps a range, which bounds the data lost by a
    /// failure in it; nil when there are no two.
    ///
    /// The occurrences just before and after the range count, so a weekly rule has a week also within a day.
    package func longestGap(from start: Timestamp, to end: Timestamp, zone: TimeZoneRules) -> OccurrenceGap? {
        let first = previous(atOrBefore: start, zone: zone) ?? start
        let last = next(after: end, zone: zone) ?? end
        let limit = Timestamp(seconds: last.seconds, nanoseconds: 1)
        return .longest(occurrences(from: first, to: limit, zone: zone))
    }
}
