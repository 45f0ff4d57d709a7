import DRCore

/// The offsets of a time zone from UTC, for all time, from a file of the IANA database (RFC 8536).
///
/// It needs neither Foundation nor the zone of the process, so that each plan can have a zone of its own.
package struct TimeZoneRules: Sendable {
    /// The name, such as `Europe/Berlin`.
    package let name: String
    /// When the offset changes, in seconds since 1970, ascending.
    let changes: [Int64]
    /// The offset before the first change, and from each change on, in seconds east of UTC.
    let offsets: [Int32]
    /// What holds from the last change on.
    let rule: DaylightRule?

    init(name: String, changes: [Int64] = [], offsets: [Int32], rule: DaylightRule? = nil) {
        self.name = name
        self.changes = changes
        self.offsets = offsets
        self.rule = rule
    }

    /// Coordinated universal time.
    package static let utc = TimeZoneRules(name: "UTC", offsets: [0])

    /// Seconds east of UTC at an instant.
    package func utcOffset(at instant: Timestamp) -> Int32 {
        period(at: instant.seconds).utcOffset
    }

    /// The time that the clock of the zone shows at an instant.
    package func civilTime(at instant: Timestamp) -> CivilTime {
        CivilTime(utcSeconds: instant.seconds + Int64(utcOffset(at: instant)))
    }

    /// The time around an instant, given in seconds since 1970, in which the offset stays the same.
    package func period(at seconds: Int64) -> OffsetPeriod {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        if low == changes.count, let rule {
            var period = rule.period(at: seconds)
            if let last = changes.last { period.start = max(period.start, last) }
            return period
        }
        return OffsetPeriod(
            start: low == 0 ? .min : changes[low - 1],
            end: low == changes.count ? .max : changes[low],
            utcOffset: offsets[low]
        )
    }
}
