import DRCore

/// A time in each year, as the rules of POSIX `TZ` give it.
struct YearlyDate: Hashable, Sendable {
    var day: Day
    /// Seconds after 00:00 of that day, from -167 to 167 hours.
    var time: Int64

    enum Day: Hashable, Sendable {
        /// 1 to 365; the 29th of February is not counted.
        case dayWithoutLeap(Int)
        /// 0 to 365; the 29th of February is counted.
        case day(Int)
        /// Months 1 to 12; weeks 1 to 5, the fifth being the last; weekdays 0 to 6 from Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// The time in a year, in seconds since 1970 as if the clock showed UTC.
    func seconds(in year: Int) -> Int64 {
        let newYear = CivilTime(year: year, month: 1, day: 1).utcSeconds
        switch day {
        case .dayWithoutLeap(let number):
            let isAfterLeapDay = number >= 60 && CivilTime.days(in: 2, of: year) == 29
            return newYear + Int64(isAfterLeapDay ? number : number - 1) * 86_400 + time
        case .day(let number):
            return newYear + Int64(number) * 86_400 + time
        case .weekday(let month, let week, let weekday):
            let first = CivilTime(year: year, month: month, day: 1).utcSeconds
            // 1970-01-01 was a Thursday.
            let weekdayOfFirst = Int(((first / 86_400 + 4) % 7 + 7) % 7)
            var day = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            if day >= CivilTime.days(in: month, of: year) { day -= 7 }
            return first + Int64(day) * 86_400 + time
        }
    }
}
