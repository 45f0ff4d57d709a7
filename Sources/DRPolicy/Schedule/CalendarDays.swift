import DRCore

/// The days of a calendar rule, as sets of bits so that a month is decided at once.
struct CalendarDays: Hashable, Sendable {
    static let allMonths: UInt16 = 0x1FFE
    static let allMonthDays: UInt32 = 0xFFFF_FFFE
    static let allWeekdays: UInt8 = 0x7F
    /// Days since 1970 of the years 1 to 9999; there are no occurrences outside.
    static let range: ClosedRange<Int64> = -719_162...2_932_896

    /// Bits 1 to 12.
    var months = allMonths
    /// Bits 1 to 31.
    var monthDays = allMonthDays
    /// Whether the last day of each month is one of them.
    var hasLastDay = false
    /// Bits 0 to 6, from Sunday.
    var weekdays = allWeekdays
    /// Whether one of date and weekday is enough, which is cron's rule when both are restricted.
    var isEither = false

    /// Every day.
    static let all = CalendarDays()

    /// Whether every day is meant.
    var isAll: Bool { self == .all }

    /// Whether there is any such day in the calendar.
    var isPossible: Bool {
        if isEither || hasLastDay { return true }
        return (1...12).contains { month in
            // 2000 was a leap year.
            months >> month & 1 == 1 && monthDays & Self.bits(upTo: CivilTime.days(in: month, of: 2000)) != 0
        }
    }

    /// The first of the days from `day` on, in days since 1970.
    func first(from day: Int64) -> Int64? {
        guard day <= Self.range.upperBound else { return nil }
        let day = max(day, Self.range.lowerBound)
        let civil = CivilTime(utcSeconds: day * 86_400)
        var (year, month) = (civil.year, civil.month)
        var monthStart = day - Int64(civil.day - 1)
        var wanted = ~Self.bits(upTo: civil.day - 1)
        // The calendar repeats after 400 years.
        for _ in 0...4800 {
            let count = CivilTime.days(in: month, of: year)
            let matching = matching(month: month, days: count, start: monthStart) & wanted
            if matching != 0 {
                let found = monthStart + Int64(matching.trailingZeroBitCount - 1)
                return Self.range.contains(found) ? found : nil
            }
            monthStart += Int64(count)
            wanted = .max
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return nil
    }

    /// The last of the days up to `day`, in days since 1970.
    func last(upTo day: Int64) -> Int64? {
        guard day >= Self.range.lowerBound else { return nil }
        let day = min(day, Self.range.upperBound)
        let civil = CivilTime(utcSeconds: day * 86_400)
        var (year, month) = (civil.year, civil.month)
        var monthStart = day - Int64(civil.day - 1)
        var wanted = Self.bits(upTo: civil.day)
        for _ in 0...4800 {
            let count = CivilTime.days(in: month, of: year)
            let matching = matching(month: month, days: count, start: monthStart) & wanted
            if matching != 0 {
                let found = monthStart + Int64(30 - matching.leadingZeroBitCount)
                return Self.range.contains(found) ? found : nil
            }
            (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
            monthStart -= Int64(CivilTime.days(in: month, of: year))
            wanted = .max
        }
        return nil
    }

    /// The days of one month as bits 1 to 31; `start` is its first in days since 1970.
    private func matching(month: Int, days: Int, start: Int64) -> UInt32 {
        guard months >> month & 1 == 1 else { return 0 }
        let inMonth = Self.bits(upTo: days) & ~1
        var byDate = monthDays & inMonth
        if hasLastDay { byDate |= 1 << days }
        // The week six times in a row, of which the month takes a part. 1970-01-01 was a Thursday.
        let weeks = UInt64(weekdays) * 0x8_1020_4081
        let weekdayOfFirst = ((start + 4) % 7 + 7) % 7
        let byWeekday = UInt32(truncatingIfNeeded: (weeks >> weekdayOfFirst) << 1) & inMonth
        return isEither ? byDate | byWeekday : byDate & byWeekday
    }

    /// The bits from 0 to `day`.
    private static func bits(upTo day: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(1) << (day + 1)) - 1)
    }
}
