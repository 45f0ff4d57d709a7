import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Calendar spans", .tags(.small))
struct CalendarSpanTests {
    @Test(
        "are read in any order of units",
        arguments: [
            ("2y5m7d3h", "2y5m7d3h"), ("3h7d", "7d3h"), ("9999y", "9999y"), ("30d", "30d"), (" 1m \n", "1m"),
            ("1d30d", "30d"), ("0d", ""), ("", ""), ("007h", "7h"),
        ]
    )
    func reading(text: String, written: String) throws {
        let span = try CalendarSpan(parsing: text)
        #expect(span.description == written)
        #expect(span.isZero == written.isEmpty)
    }

    @Test(
        "that are no spans are refused",
        arguments: [
            ("7", "a unit is missing after 7"), ("d", "a number is missing"), ("3w", "none of y, m, d, h"),
            ("-7d", "negative"), ("1y-2m", "negative"), ("99999999999d", "too large"), ("1d 2h", "a number is missing"),
            ("٣d", "a number is missing"), ("1.5d", "none of y, m, d, h"), ("2D", "none of y, m, d, h"),
        ]
    )
    func refusing(text: String, message: String) {
        let error = #expect(throws: DRError.self) { try CalendarSpan(parsing: text) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains(message) == true)
        #expect(error?.object == text)
    }

    // The right column was computed with Go's time.AddDate.
    @Test(
        "are subtracted by the calendar, days that a month lacks running over",
        arguments: [
            ("2024-03-31T12:00:00Z", "1m", "2024-03-02T12:00:00Z"),
            ("2023-03-31T12:00:00Z", "1m", "2023-03-03T12:00:00Z"),
            ("2024-02-29T00:00:00Z", "1y", "2023-03-01T00:00:00Z"),
            ("2024-01-31T23:59:59Z", "2m", "2023-12-01T23:59:59Z"),
            ("2024-01-15T06:00:00Z", "1m20d", "2023-11-25T06:00:00Z"),
            ("2024-01-01T01:00:00Z", "2h", "2023-12-31T23:00:00Z"),
            ("2024-03-01T00:00:00Z", "366d", "2023-03-01T00:00:00Z"),
            ("2024-05-31T10:00:00Z", "13m", "2023-05-01T10:00:00Z"),
            ("2024-01-25T14:30:22.5Z", "2y5m7d3h", "2021-08-18T11:30:22.5Z"),
        ]
    )
    func subtracting(end: String, span: String, start: String) throws {
        let end = try #require(RFC3339.parse(end))
        #expect(RFC3339.format(try CalendarSpan(parsing: span).start(endingAt: end, utcOffset: 0)) == start)
    }

    @Test("reach far without overflow")
    func far() throws {
        let span = CalendarSpan(years: .max, months: .max, days: .max, hours: .max)
        #expect(span.start(endingAt: Timestamp(seconds: 0), utcOffset: 50_400).seconds < -100_000_000_000_000_000)
    }

    @Test("keep the time of day over the turn of summer time only where the zone of the machine explains the offset")
    func summerTime() throws {
        let end = try #require(RFC3339.parse("2024-07-01T12:00:00+02:00"))
        let span = try CalendarSpan(parsing: "6m")
        let fixed = span.start(endingAt: end, utcOffset: 7200)
        let local = span.start(endingAt: end, utcOffset: 7200, localOffset: centralEuropeanOffset)
        let foreign = span.start(endingAt: end, utcOffset: 10_800, localOffset: centralEuropeanOffset)
        let utc = span.start(endingAt: end, utcOffset: 0, localOffset: centralEuropeanOffset)
        #expect(RFC3339.format(fixed) == "2024-01-01T10:00:00Z")
        #expect(RFC3339.format(local) == "2024-01-01T11:00:00Z")
        #expect(RFC3339.format(foreign) == "2024-01-01T10:00:00Z")
        #expect(RFC3339.format(utc) == "2024-01-01T10:00:00Z")
    }
}
