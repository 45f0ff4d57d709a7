/// The instants of a local day, in seconds since 1970.
struct DaySpan: Hashable, Sendable {
    /// The first instant at which the clock shows the day or a later one.
    let start: Int64
    /// The start of the next day; equal to `start` for a day that the zone skips.
    let end: Int64

    /// The span of a day, given in days since 1970.
    init(_ day: Int64, _ zone: TimeZoneRules) {
        start = zone.firstInstant(showing: day * 86_400)
        end = zone.firstInstant(showing: (day + 1) * 86_400)
    }

    /// The first time after `seconds` at one of the offsets of an interval, both in minutes from the start of the day.
    func firstOccurrence(after seconds: Int64, _ interval: Int, _ offsets: [Int]) -> Int64? {
        let passed = max(seconds - start, -1)
        let length = Int64(interval) * 60
        let base = passed < 0 ? 0 : passed / length * length
        let offset = offsets.first { base + Int64($0) * 60 > passed }
        let found = start + (offset.map { base + Int64($0) * 60 } ?? base + length + Int64(offsets[0]) * 60)
        return found < end ? found : nil
    }

    /// The last time up to `seconds` at one of the offsets of an interval.
    func lastOccurrence(upTo seconds: Int64, _ interval: Int, _ offsets: [Int]) -> Int64? {
        let passed = min(seconds, end - 1) - start
        guard passed >= 0 else { return nil }
        let length = Int64(interval) * 60
        let base = passed / length * length
        let offset = offsets.last { base + Int64($0) * 60 <= passed }
        let found = offset.map { base + Int64($0) * 60 } ?? base - length + Int64(offsets[offsets.count - 1]) * 60
        return found >= 0 ? start + found : nil
    }
}
