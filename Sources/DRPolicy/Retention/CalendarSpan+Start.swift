import DRCore

extension CalendarSpan {
    /// The instant at which the span begins that ends with `end`.
    ///
    /// Years, months and days are taken from the date, and a day that the month does not have runs over into the next:
    /// one month before 31 March is 31 February, which is 2 March in a leap year and 3 March in others. The hours are
    /// taken from the instant after that. (Go's `time.AddDate` followed by `time.Add`, as in restic.)
    ///
    /// - Parameters:
    ///   - utcOffset: seconds east of UTC of the clock that `end` is written in.
    ///   - localOffset: the zone of this machine. When it explains `utcOffset`, the time of day is kept over the turns
    ///     of summer time, as Go does for times in its local zone; otherwise the offset stays as it is.
    package func start(endingAt end: Timestamp, utcOffset: Int32, localOffset: UTCOffsetRule? = nil) -> Timestamp {
        var civil = CivilTime(utcSeconds: end.seconds + Int64(utcOffset))
        let month = civil.year * 12 + civil.month - 1 - Int(years) * 12 - Int(months)
        civil.month = (month % 12 + 12) % 12 + 1
        civil.year = (month - (civil.month - 1)) / 12
        civil.day -= Int(days)
        let wall = civil.utcSeconds
        return Timestamp(
            seconds: wall - Self.offset(ofWallClock: wall, end, utcOffset, localOffset) - Int64(hours) * 3600,
            nanoseconds: end.nanoseconds
        )
    }

    // Go looks the zone up at the wall clock time as if it were UTC, and once more at the instant that this gives.
    private static func offset(
        ofWallClock wall: Int64,
        _ end: Timestamp,
        _ utcOffset: Int32,
        _ localOffset: UTCOffsetRule?
    ) -> Int64 {
        // A time written with "Z" is in UTC for Go, wherever the machine is.
        guard utcOffset != 0, let localOffset, localOffset(end.seconds) == utcOffset else { return Int64(utcOffset) }
        let first = localOffset(wall)
        return first == 0 ? 0 : Int64(localOffset(wall - Int64(first)))
    }
}
