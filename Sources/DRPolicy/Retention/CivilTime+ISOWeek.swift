import DRCore

extension CivilTime {
    /// The week by ISO 8601: it begins on Monday and belongs to the year that its Thursday lies in; 1 to 53.
    var isoWeek: (year: Int, week: Int) {
        let days = CivilTime(year: year, month: month, day: day).utcSeconds / 86_400
        // 1970-01-01 was a Thursday, three days into its week.
        let weekday = ((days + 3) % 7 + 7) % 7
        let thursday = days - weekday + 3
        let year = CivilTime(utcSeconds: thursday * 86_400).year
        let newYear = CivilTime(year: year, month: 1, day: 1).utcSeconds / 86_400
        return (year, Int(thursday - newYear) / 7 + 1)
    }
}
