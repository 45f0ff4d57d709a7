import DRCore

extension CalendarRuleParser {
    /// Reads five fields as in crontab(5).
    ///
    /// A rule whose hours are all 24 counts the hours that pass. When day of month and day of week are both restricted,
    /// one of them is enough, unless a field begins with a star, as in Vixie cron.
    func rule(fromCron fields: [String]) throws -> CalendarRule {
        guard fields.count == 5 else { throw wrongCount(fields) }
        let minutes = try meaning(fields[0], .minute).values
        let hours = try meaning(fields[1], .hour).values
        let dates = try meaning(fields[2], .dayOfMonth)
        let months = try meaning(fields[3], .month).values
        let weekdays = try meaning(fields[4], .dayOfWeek)

        var days = CalendarDays.all
        days.months = UInt16(truncatingIfNeeded: months)
        days.monthDays = UInt32(truncatingIfNeeded: dates.values)
        days.weekdays = UInt8(truncatingIfNeeded: weekdays.values | weekdays.values >> 7) & CalendarDays.allWeekdays
        if !dates.isStar, !weekdays.isStar {
            let isOneFull = days.monthDays == CalendarDays.allMonthDays || days.weekdays == CalendarDays.allWeekdays
            // Either of them, and one is every day.
            if isOneFull {
                (days.monthDays, days.weekdays) = (CalendarDays.allMonthDays, CalendarDays.allWeekdays)
            } else {
                days.isEither = true
            }
        }
        guard days.isPossible else {
            throw failure(
                "the rule never runs, as no such month has such a day",
                "write monthly on last for the last day"
            )
        }
        let minutesOfDay = (0..<1440).filter { minute in
            let (hourBit, minuteBit) = (UInt64(1) << (minute / 60), UInt64(1) << (minute % 60))
            return hours & hourBit != 0 && minutes & minuteBit != 0
        }
        return CalendarRule(days: days, times: CalendarTimes(minutesOfDay: minutesOfDay))
    }

    private func wrongCount(_ fields: [String]) -> DRError {
        let first = fields[0]
        if fields.count == 1, first.contains(":") {
            return failure("a calendar rule does not begin with a time", "did you mean daily at \(first)?")
        }
        if fields.count == 1, let unit = first.last, "mh".contains(unit) {
            return failure("a calendar rule does not begin with a time", "did you mean every \(first)?")
        }
        if first.contains("-*") || fields.dropFirst().contains(where: { $0.contains(":") }) {
            return failure(
                "the rule is neither words nor five cron fields",
                "write it as in mon..fri at 06:30; allowed: \(Self.allowed)"
            )
        }
        return failure(
            "a cron rule has 5 fields, and this has \(fields.count)",
            "write minute, hour, day of month, month and day of week, as in 30 2 * * 1-5"
        )
    }

    private func meaning(_ text: String, _ field: CronField) throws -> CronField.Meaning {
        let items = text.split(separator: ",", omittingEmptySubsequences: false)
        var meaning = CronField.Meaning(values: 0, isStar: text.hasPrefix("*"))
        for item in items {
            if item.hasPrefix("*"), items.count > 1 {
                throw failure(
                    "a star in a list of the field \(field.name)",
                    "write the star alone, or the list without it"
                )
            }
            meaning.values |= try values(item, field)
        }
        return meaning
    }

    private func values(_ item: Substring, _ field: CronField) throws -> UInt64 {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw failure("\(item) has two steps", field.allowed) }
        let range = try self.range(parts[0], field)
        var step = 1
        if parts.count == 2 {
            guard parts[0].contains("-") || parts[0] == "*" else {
                throw failure(
                    "the step in \(item) has no range",
                    "did you mean \(parts[0])-\(field.range.upperBound)/\(parts[1])?"
                )
            }
            guard let given = Self.number(parts[1]), given >= 1, given <= range.count else {
                throw failure("the step in \(item) is not from 1 to \(range.count)", field.allowed)
            }
            step = given
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }

    private func range(_ text: Substring, _ field: CronField) throws -> ClosedRange<Int> {
        if text == "*" { return field.starRange }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2 else { throw failure("\(text) is not a range", field.allowed) }
        let first = try value(ends[0], field)
        var last = try value(ends[ends.count - 1], field)
        if last == 0, first > 0, field.range == CronField.dayOfWeek.range { last = 7 }
        guard first <= last else {
            throw failure(
                "the range \(text) runs backwards",
                "did you mean \(ends[0])-\(field.last(for: ends[0])),\(field.first(for: ends[1]))-\(ends[1])?"
            )
        }
        return first...last
    }

    private func value(_ text: Substring, _ field: CronField) throws -> Int {
        if let place = field.names.firstIndex(where: { $0 == text }) { return field.range.lowerBound + place }
        guard let number = Self.number(text) else {
            if text.isEmpty { throw failure("a value of the field \(field.name) is missing", field.allowed) }
            let isExtension =
                text.contains { "?lw#h~".contains($0) } && field.names.allSatisfy { $0.first != text.first }
            throw failure(
                isExtension
                    ? "\(text) is an extension that five-field cron does not have"
                    : "\(text) is not a value of the field \(field.name)",
                suggestion(String(text), field.names) + field.allowed
            )
        }
        guard field.range.contains(number) else {
            throw failure("\(text) is not a value of the field \(field.name)", field.allowed)
        }
        return number
    }
}
