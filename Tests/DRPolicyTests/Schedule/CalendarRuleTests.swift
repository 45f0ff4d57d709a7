import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Calendar rules as text", .tags(.small))
struct CalendarRuleTests {
    @Test(
        "several spellings have one canonical text",
        arguments: [
            ("hourly", "hourly"), ("@hourly", "hourly"), ("every 1h", "hourly"), ("every hour", "hourly"),
            ("0 * * * *", "hourly"), ("0 0-23 * * *", "hourly"), ("every 60 minutes", "hourly"),
            ("hourly at :15", "hourly at :15"), ("hourly :15", "hourly at :15"), ("15 * * * *", "hourly at :15"),
            ("hourly at :00, :30", "every 30m"), ("every 15m", "every 15m"), ("*/15 * * * *", "every 15m"),
            ("0,15,30,45 * * * *", "every 15m"), ("* * * * *", "every 1m"), ("every minute", "every 1m"),
            ("every 2h", "every 2h"), ("every 2 hours", "every 2h"), ("every 120m", "every 2h"),
            ("every 90m", "every 90m"),
            ("every 7m", "every 7m"), ("*/7 * * * *", "*/7 * * * *"), ("5-59/15 * * * *", "5,20,35,50 * * * *"),
            ("hourly at :05, :06, :07", "5-7 * * * *"),
            ("daily", "daily at 00:00"), ("@daily", "daily at 00:00"), ("@midnight", "daily at 00:00"),
            ("  DAILY   At 2:00 ", "daily at 02:00"), ("daily 02:00", "daily at 02:00"),
            ("0 2 * * *", "daily at 02:00"),
            ("0 2 * * 0-7", "daily at 02:00"), ("0 2 1-31 * 5", "daily at 02:00"), ("0 2 */1 * *", "daily at 02:00"),
            ("daily at 14:00,02:00 , 02:00", "daily at 02:00, 14:00"), ("0 2,14 * * *", "daily at 02:00, 14:00"),
            ("daily at 02:00, 14:30", "daily at 02:00, 14:30"), ("0 */2 * * *", "0 */2 * * *"),
            ("daily at 01:00, 02:00, 03:00, 04:00, 05:00", "0 1-5 * * *"),
            ("mon..fri 06:30", "mon..fri at 06:30"), ("mon-fri at 6:30", "mon..fri at 06:30"),
            ("30 6 * * 1-5", "mon..fri at 06:30"), ("mon,tue,wed,thu,fri at 06:30", "mon..fri at 06:30"),
            ("Monday,Friday at 06:30", "mon,fri at 06:30"), ("sat,sun 06:30", "sat,sun at 06:30"),
            ("fri..mon at 06:30", "mon,fri,sat,sun at 06:30"), ("30 6 * * fri-sun", "fri..sun at 06:30"),
            ("sun at 03:00", "weekly on sun at 03:00"), ("weekly on sunday at 03:00", "weekly on sun at 03:00"),
            ("0 3 * * 7", "weekly on sun at 03:00"), ("0 3 * * 0", "weekly on sun at 03:00"),
            ("@weekly", "weekly on sun at 00:00"), ("weekly at 03:00", "weekly on sun at 03:00"),
            ("weekly on mon, thu at 03:00", "mon,thu at 03:00"),
            ("monthly on 1", "monthly on 1 at 00:00"), ("@monthly", "monthly on 1 at 00:00"),
            ("monthly", "monthly on 1 at 00:00"), ("0 4 1,15 * *", "monthly on 1,15 at 04:00"),
            ("monthly on last", "monthly on last at 00:00"), ("monthly on 1,last 04:00", "monthly on 1,last at 04:00"),
            ("0 4 31 * *", "0 4 31 * *"), ("0 4 1-7 * *", "monthly on 1,2,3,4,5,6,7 at 04:00"),
            ("quarterly on 1 at 02:00", "quarterly on 1 at 02:00"), ("quarterly", "quarterly on 1 at 00:00"),
            ("0 2 1 */3 *", "quarterly on 1 at 02:00"), ("quarterly on last", "quarterly on last at 00:00"),
            ("yearly on 01-15 at 02:00", "yearly on 01-15 at 02:00"), ("yearly on 1-15", "yearly on 01-15 at 00:00"),
            ("0 2 15 jan *", "yearly on 01-15 at 02:00"), ("@yearly", "yearly on 01-01 at 00:00"),
            ("@annually", "yearly on 01-01 at 00:00"), ("0 0 29 2 *", "0 0 29 2 *"),
            ("0 0 31 12 *", "yearly on 12-31 at 00:00"),
            ("0 0 13 * 5", "0 0 13 * 5"), ("0 0 13 * */5", "0 0 13 * */5"), ("0 0 */31 * 1", "0 0 */31 * 1"),
            ("0 0 1-31/2 * *", "0 0 */2 * *"), ("0 0 1-31/2 * 1", "0 0 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * 1"),
            ("0 0 1-7 * */7", "0 0 1-7 * */7"), ("0 2 * 6-8 *", "0 2 * 6-8 *"), ("0 2 * 6 */2", "0 2 * 6 */2"),
            ("10,40 * 1 * *", "10,40 * 1 * *"), ("10,40 0-22/11 * * mon", "10,40 */11 * * 1"),
        ]
    )
    func canonical(text: String, expected: String) throws {
        let rule = try CalendarRule(parsing: text)
        #expect(rule.description == expected)
        #expect(try CalendarRule(parsing: expected) == rule)
    }

    @Test("all hours of the last day of a month have a text")
    func allHoursOfLastDay() throws {
        let times = (0..<24).map { "\($0):20" }.joined(separator: ",")
        let rule = try CalendarRule(parsing: "monthly on last at " + times)
        #expect(try CalendarRule(parsing: rule.description) == rule)
    }

    @Test("rules that differ are not equal")
    func different() throws {
        let texts = [
            "0 0 13 * 5", "0 0 13 * */5", "0 0 13 * *", "0 0 * * 5", "every 7m", "*/7 * * * *", "every 2h",
            "0 */2 * * *",
        ]
        #expect(Set(try texts.map { try CalendarRule(parsing: $0) }).count == texts.count)
    }

    @Test("before the first and after the last year there is nothing")
    func limits() throws {
        let rule = try CalendarRule(parsing: "daily at 02:00")
        for seconds in [Int64.max, Int64.max - 1, 1 << 50] {
            #expect(rule.next(after: Timestamp(seconds: seconds), zone: .utc) == nil)
            let last = try #require(rule.previous(atOrBefore: Timestamp(seconds: seconds), zone: .utc))
            #expect(RFC3339.format(last) == "9999-12-31T02:00:00Z")
        }
        for seconds in [Int64.min, -1 << 50] {
            #expect(rule.previous(atOrBefore: Timestamp(seconds: seconds), zone: .utc) == nil)
            let first = try #require(rule.next(after: Timestamp(seconds: seconds), zone: .utc))
            #expect(RFC3339.format(first) == "0001-01-01T02:00:00Z")
        }
        let range = rule.occurrences(from: Timestamp(seconds: .min), to: Timestamp(seconds: .min + 1), zone: .utc)
        #expect(Array(range).isEmpty)
    }
}
