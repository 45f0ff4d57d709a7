import DRCore

extension CalendarRuleParser {
    static let firstWords = ["hourly", "every", "daily", "weekly", "monthly", "quarterly", "yearly"]

    /// Reads a rule in words; `first` may stand for a nickname.
    func rule(fromWords first: String) throws -> CalendarRule {
        var rest = words.dropFirst()
        var days = CalendarDays.all
        switch first {
        case "hourly":
            return CalendarRule(days: .all, times: try minutesOfHour(rest))
        case "every":
            return CalendarRule(days: .all, times: try interval(rest))
        case "daily":
            break
        case "weekly":
            let names = try list(after: first, &rest, such: "weekly on sun at 03:00")
            days.weekdays = try names.map { try weekdays($0) } ?? 1
        case "monthly":
            let dates = try list(after: first, &rest, such: "monthly on 1 at 04:00")
            (days.monthDays, days.hasLastDay) = try self.dates(dates ?? "1", of: first)
        case "quarterly":
            let dates = try list(after: first, &rest, such: "quarterly on 1 at 02:00")
            (days.monthDays, days.hasLastDay) = try self.dates(dates ?? "1", of: first)
            guard !days.hasLastDay || days.monthDays == 0 else {
                throw failure(
                    "first and last month of a quarter are mixed",
                    "write either quarterly on last or days from 1 to 28"
                )
            }
            let months = days.hasLastDay ? Quarter.lastMonths : Quarter.firstMonths
            days.months = months.reduce(0) { $0 | 1 << UInt16($1) }
        case "yearly":
            let date = try list(after: first, &rest, such: "yearly on 01-15 at 02:00")
            (days.months, days.monthDays) = try dateOfYear(date ?? "01-01")
        default:
            days.weekdays = try weekdays(first, isFirst: true)
        }
        return CalendarRule(days: days, times: try timesOfDay(rest))
    }

    /// The word after `on`, or nil without an `on`.
    private func list(after word: String, _ rest: inout ArraySlice<String>, such example: String) throws -> String? {
        guard let on = rest.first else { return nil }
        guard on == "on" else {
            guard on == "at" || on.contains(":") else {
                throw failure(
                    "“on” is missing after \(word)",
                    suggestion(on, ["on", "at"]) + "write it as in \(example)"
                )
            }
            return nil
        }
        rest.removeFirst()
        guard let list = rest.popFirst(), list != "at" else {
            throw failure("a day is missing after “on”", "write it as in \(example)")
        }
        return list
    }

    private func weekdays(_ text: String, isFirst: Bool = false) throws -> UInt8 {
        func number(_ name: Substring) throws -> Int {
            if let number = WeekdayName.number(name) { return number }
            let names = WeekdayName.short + WeekdayName.long
            if isFirst, name == text {
                let known = Self.firstWords + names
                throw failure(
                    "\(name) does not begin a calendar rule",
                    suggestion(text, known) + "allowed: \(Self.allowed)"
                )
            }
            throw failure(
                name.isEmpty ? "a day of the week is missing" : "\(name) is not a day of the week",
                suggestion(String(name), names) + "allowed: \(WeekdayName.short.list)"
            )
        }
        var weekdays: UInt8 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.replacing("..", with: "-").split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2 else {
                throw failure("\(part) is not a range of days", "write it as in mon..fri")
            }
            var day = try number(ends[0])
            let last = try number(ends[ends.count - 1])
            weekdays |= 1 << UInt8(day)
            // A range may run over the end of the week.
            while day != last {
                day = (day + 1) % 7
                weekdays |= 1 << UInt8(day)
            }
        }
        return weekdays
    }

    private func dates(_ text: String, of word: String) throws -> (monthDays: UInt32, hasLastDay: Bool) {
        var monthDays: UInt32 = 0
        var hasLastDay = false
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if part == "last" {
                hasLastDay = true
                continue
            }
            guard let day = Self.number(part), (1...31).contains(day) else {
                throw failure(
                    part.isEmpty ? "a day of the month is missing" : "\(part) is not a day of the month",
                    suggestion(String(part), ["last"]) + "allowed: 1 to 28, and last"
                )
            }
            guard day <= 28 else {
                let months = word == "quarterly" ? "1,4,7,10" : "*"
                throw failure(
                    "not every month has a day \(day)",
                    "write \(word) on last, or 0 0 \(day) \(months) * for the months that have it"
                )
            }
            monthDays |= 1 << UInt32(day)
        }
        return (monthDays, hasLastDay)
    }

    private func dateOfYear(_ text: String) throws -> (months: UInt16, monthDays: UInt32) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let month = Self.number(parts[0]), let day = Self.number(parts[1]),
            (1...12).contains(month), day >= 1
        else {
            throw failure("\(text) is not a day of the year", "write month and day as in yearly on 01-15")
        }
        // A year without a 29th of February.
        let count = CivilTime.days(in: month, of: 2001)
        guard day <= count else {
            let isLeapDay = month == 2 && day == 29
            throw failure(
                isLeapDay ? "not every year has a 29th of February" : "month \(month) has no day \(day)",
                isLeapDay
                    ? "write yearly on 02-28 or 03-01, or 0 0 29 2 * for leap years only"
                    : "allowed: days 1 to \(count) of this month"
            )
        }
        return (1 << UInt16(month), 1 << UInt32(day))
    }
}
