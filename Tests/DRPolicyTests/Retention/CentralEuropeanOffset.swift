import DRCore

/// The zone Europe/Berlin since 1996: summer time from the last Sunday of March to that of October, at 01:00 UTC.
func centralEuropeanOffset(at seconds: Int64) -> Int32 {
    func lastSunday(ofMonth month: Int, _ year: Int) -> Int64 {
        let last = CivilTime(year: year, month: month, day: 31).utcSeconds / 86_400
        // 1970-01-04, day 3, was a Sunday.
        return (last - (last - 3) % 7) * 86_400 + 3600
    }
    let year = CivilTime(utcSeconds: seconds).year
    let isSummer = lastSunday(ofMonth: 3, year) <= seconds && seconds < lastSunday(ofMonth: 10, year)
    return isSummer ? 7200 : 3600
}
