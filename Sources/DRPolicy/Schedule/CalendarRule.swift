import DRCore

/// When something runs, such as `daily at 02:00`: which days, and which times in them.
///
/// Two texts with the same meaning make equal rules, and `description` is the one canonical text of a rule. What
/// happens when clocks turn is written at `next(after:zone:)`.
package struct CalendarRule: Hashable, Sendable {
    let days: CalendarDays
    let times: CalendarTimes

    init(days: CalendarDays, times: CalendarTimes) {
        self.days = days
        self.times = times
    }

    /// Reads a rule in plain words or in the syntax of cron; capitals and additional blanks do not matter.
    ///
    /// - `hourly`, `hourly at :15`, `every 15m`, `every 2h`
    /// - `daily at 02:00`, `daily at 02:00, 14:00`; every day form below takes times in this way, and midnight without
    /// - `mon..fri 06:30`, `mon,wed,fri at 06:30`, `weekly on sun at 03:00`
    /// - `monthly on 1`, `monthly on 1,15 at 04:00`, `monthly on last`
    /// - `quarterly on 1 at 02:00` (in the first month of a quarter), `quarterly on last` (the last day of a quarter)
    /// - `yearly on 01-15 at 02:00`
    /// - five fields as in crontab(5): minute, hour, day of month, month, day of week; `@hourly` to `@yearly`
    ///
    /// Throws `configurationInvalid` with what is allowed and the nearest spelling.
    package init(parsing text: String) throws {
        self = try CalendarRuleParser(text).rule()
    }
}
