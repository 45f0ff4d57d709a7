import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Bad calendar rules are explained", .tags(.small))
struct BadCalendarRuleTests {
    @Test(
        "message and hint",
        arguments: [
            ("", "the calendar rule is empty", "hourly, every 15m, daily at 02:00"),
            ("   ", "the calendar rule is empty", "hourly, every 15m, daily at 02:00"),
            ("dayly at 02:00", "dayly does not begin a calendar rule", "did you mean daily?"),
            ("dialy", "dialy does not begin a calendar rule", "did you mean daily?"),
            ("houly", "houly does not begin a calendar rule", "did you mean hourly?"),
            (
                "every", "a time is missing after “every”",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            ("every 15", "the unit is missing after 15", "did you mean every 15m?"),
            (
                "every 15x", "x is not a unit of an interval",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            (
                "every 0m", "0m is not an interval in a day",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            (
                "every 25h", "25h is not an interval in a day",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            ("every 30s", "s is not a unit of an interval", "the shortest interval is a minute"),
            ("every 2d", "d is not a unit of an interval", "write daily"),
            (
                "every 99999m", "99999 is too large for an interval",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            (
                "every m", "a number is missing before m",
                "allowed: minutes or hours up to a day, as in every 15m or every 2h"
            ),
            ("every sunday", "sunday is not a unit of an interval", "write weekly on sunday"),
            ("every month", "month is not a unit of an interval", "write monthly on 1"),
            ("hourly at 15", "15 is not a minute of the hour", "did you mean :15?"),
            ("hourly at :60", ":60 is not a minute of the hour", "allowed: :00 to :59"),
            ("hourly at", "a time is missing after “at”", "write it as in at :15, or :15, :45"),
            ("hourly at :15 :45", ":45 is not known here", "put commas between times, as in at :15, or :15, :45"),
            ("daily at", "a time is missing after “at”", "write it as in at 02:00, or 02:00, 14:00"),
            ("daily at 25:00", "25:00 is not a time of day", "allowed: 00:00 to 23:59"),
            ("daily at 24:00", "24:00 is not a time of day", "the day begins at 00:00"),
            ("daily at 02:60", "02:60 is not a time of day", "allowed: 00:00 to 23:59"),
            ("daily at 2", "2 is not a time of day", "did you mean 02:00?"),
            ("daily at 14", "14 is not a time of day", "did you mean 14:00?"),
            ("daily at 2am", "2am is not a time of day", "write hours and minutes as in 02:00 or 14:30"),
            ("daily at 02:00,", "a time of day is missing", "write hours and minutes as in 02:00 or 14:30"),
            (
                "daily at 02:00 14:00", "14:00 is not known here",
                "put commas between times, as in at 02:00, or 02:00, 14:00"
            ),
            ("daily on 02:00", "on is not known here", "write it as in at 02:00, or 02:00, 14:00"),
            ("daily att 02:00", "att is not known here", "did you mean at?"),
            ("02:00", "a calendar rule does not begin with a time", "did you mean daily at 02:00?"),
            ("15m", "a calendar rule does not begin with a time", "did you mean every 15m?"),
            ("mun..fri 06:30", "mun is not a day of the week", "did you mean sun?"),
            ("mon..frii 06:30", "frii is not a day of the week", "did you mean fri?"),
            ("mon..wed..fri 06:30", "mon..wed..fri is not a range of days", "write it as in mon..fri"),
            ("mon..fri,", "a day of the week is missing", "allowed: sun, mon, tue, wed, thu, fri, sat"),
            ("mon,,fri at 06:30", "a day of the week is missing", "allowed: sun, mon, tue, wed, thu, fri, sat"),
            ("monn at 03:00", "monn does not begin a calendar rule", "did you mean mon?"),
            ("weekly sun at 03:00", "“on” is missing after weekly", "write it as in weekly on sun at 03:00"),
            ("weekly on", "a day is missing after “on”", "write it as in weekly on sun at 03:00"),
            ("weekly on at 03:00", "a day is missing after “on”", "write it as in weekly on sun at 03:00"),
            ("weekly on funday", "funday is not a day of the week", "did you mean sunday?"),
            ("weekly on 3", "3 is not a day of the week", "allowed: sun, mon, tue, wed, thu, fri, sat"),
            ("monthly on 0", "0 is not a day of the month", "allowed: 1 to 28, and last"),
            (
                "monthly on 31", "not every month has a day 31",
                "write monthly on last, or 0 0 31 * * for the months that have it"
            ),
            ("monthly on 32", "32 is not a day of the month", "allowed: 1 to 28, and last"),
            ("monthly on lst", "lst is not a day of the month", "did you mean last?"),
            ("monthly on first", "first is not a day of the month", "allowed: 1 to 28, and last"),
            ("monthly 1", "“on” is missing after monthly", "write it as in monthly on 1 at 04:00"),
            (
                "quarterly on 1, last", "first and last month of a quarter are mixed",
                "write either quarterly on last or days from 1 to 28"
            ),
            (
                "quarterly on 30", "not every month has a day 30",
                "write quarterly on last, or 0 0 30 1,4,7,10 * for the months that have it"
            ),
            ("yearly on 13-01", "13-01 is not a day of the year", "write month and day as in yearly on 01-15"),
            ("yearly on 02-30", "month 2 has no day 30", "allowed: days 1 to 28 of this month"),
            (
                "yearly on 02-29", "not every year has a 29th of February",
                "write yearly on 02-28 or 03-01, or 0 0 29 2 * for leap years only"
            ),
            ("yearly on jan-15", "jan-15 is not a day of the year", "write month and day as in yearly on 01-15"),
            ("yearly on 15", "15 is not a day of the year", "write month and day as in yearly on 01-15"),
            ("@dayly", "@dayly is not a calendar rule", "did you mean @daily?"),
            (
                "@reboot", "a start of the machine is not a time",
                "allowed: @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly"
            ),
            ("@every 5m", "@every is not a calendar rule", "write every 5m"),
            ("@daily at 02:00", "nothing may follow @daily", "for a time of day write daily at 02:00"),
            (
                "0 2 * *", "a cron rule has 5 fields, and this has 4",
                "write minute, hour, day of month, month and day of week, as in 30 2 * * 1-5"
            ),
            (
                "0 0 2 * * *", "a cron rule has 5 fields, and this has 6",
                "write minute, hour, day of month, month and day of week, as in 30 2 * * 1-5"
            ),
            ("60 2 * * *", "60 is not a value of the field minute", "allowed for minute: *, */n, 0 to 59"),
            ("0 24 * * *", "24 is not a value of the field hour", "allowed for hour: *, */n, 0 to 23"),
            ("0 2 0 * *", "0 is not a value of the field day of month", "allowed for day of month: *, */n, 1 to 31"),
            ("0 2 32 * *", "32 is not a value of the field day of month", "allowed for day of month: *, */n, 1 to 31"),
            ("0 2 * 13 *", "13 is not a value of the field month", "allowed for month: *, */n, 1 to 12"),
            ("0 2 * * 8", "8 is not a value of the field day of week", "allowed for day of week: *, */n, 0 to 7"),
            ("0 2 * * mun", "mun is not a value of the field day of week", "did you mean sun?"),
            ("0 2 * jam *", "jam is not a value of the field month", "did you mean jan?"),
            ("*/0 * * * *", "the step in */0 is not from 1 to 60", "allowed for minute: *, */n, 0 to 59"),
            ("*/61 * * * *", "the step in */61 is not from 1 to 60", "allowed for minute: *, */n, 0 to 59"),
            ("5/15 * * * *", "the step in 5/15 has no range", "did you mean 5-59/15?"),
            ("50-10 * * * *", "the range 50-10 runs backwards", "did you mean 50-59,0-10?"),
            ("0 2 * nov-feb *", "the range nov-feb runs backwards", "did you mean nov-dec,jan-feb?"),
            ("1,*/2 * * * *", "a star in a list of the field minute", "write the star alone, or the list without it"),
            ("1--3 * * * *", "1--3 is not a range", "allowed for minute: *, */n, 0 to 59"),
            ("1/2/3 * * * *", "1/2/3 has two steps", "allowed for minute: *, */n, 0 to 59"),
            ("1,,2 * * * *", "a value of the field minute is missing", "allowed for minute: *, */n, 0 to 59"),
            (
                "0 0 31 2 *", "the rule never runs, as no such month has such a day",
                "write monthly on last for the last day"
            ),
            (
                "0 0 30,31 feb *", "the rule never runs, as no such month has such a day",
                "write monthly on last for the last day"
            ),
            (
                "0 0 L * *", "l is an extension that five-field cron does not have",
                "allowed for day of month: *, */n, 1 to 31"
            ),
            (
                "0 0 15W * *", "15w is an extension that five-field cron does not have",
                "allowed for day of month: *, */n, 1 to 31"
            ),
            (
                "0 0 ? * 1", "? is an extension that five-field cron does not have",
                "allowed for day of month: *, */n, 1 to 31"
            ),
            (
                "0 0 * * 5#2", "5#2 is an extension that five-field cron does not have",
                "allowed for day of week: *, */n, 0 to 7"
            ),
            ("H * * * *", "h does not begin a calendar rule", "hourly, every 15m, daily at 02:00"),
            ("-1 * * * *", "a value of the field minute is missing", "allowed for minute: *, */n, 0 to 59"),
            ("*-*-* 02:00:00", "the rule is neither words nor five cron fields", "hourly, every 15m, daily at 02:00"),
            ("2026-01-01 02:00", "the rule is neither words nor five cron fields", "hourly, every 15m, daily at 02:00"),
            ("100000 * * * *", "100000 is not a value of the field minute", "allowed for minute: *, */n, 0 to 59"),
            ("sometimes", "sometimes does not begin a calendar rule", "hourly, every 15m, daily at 02:00"),
        ] as [(String, String, String)]
    )
    func bad(text: String, message: String, hint: String) {
        let error = #expect(throws: DRError.self) { try CalendarRule(parsing: text) }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.message == message)
        #expect(error?.hint?.contains(hint) == true, "the hint is: \(error?.hint ?? "-")")
        #expect(error?.hint?.isEmpty == false)
    }

    @Test("the error is about the rule, and long texts are not repeated")
    func object() {
        let error = #expect(throws: DRError.self) { try CalendarRule(parsing: "dayly at 02:00") }
        #expect(error?.object == "dayly at 02:00")
        let long = #expect(throws: DRError.self) { try CalendarRule(parsing: String(repeating: "1,", count: 10_000)) }
        #expect(long?.object == nil)
        #expect(long?.message == "the calendar rule is longer than 16384 bytes")
    }
}
