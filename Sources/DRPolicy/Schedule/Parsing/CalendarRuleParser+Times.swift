extension CalendarRuleParser {
    static let unitNames = ["m", "min", "minute", "minutes", "h", "hour", "hours"]

    /// Times of day to the end of the rule, with or without `at`; midnight when there are none.
    func timesOfDay(_ words: ArraySlice<String>) throws -> CalendarTimes {
        guard let list = try times(words, such: "02:00, or 02:00, 14:00") else { return .midnight }
        return CalendarTimes(minutesOfDay: try list.map { try minuteOfDay($0) })
    }

    private func minuteOfDay(_ time: Substring) throws -> Int {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        let minute = parts.count == 2 && parts[1].utf8.count == 2 ? Self.number(parts[1]) : nil
        guard let hour = Self.number(parts[0]), let minute, parts[0].utf8.count <= 2 else {
            let isHour = Self.number(time).map { $0 < 24 } ?? false
            throw failure(
                time.isEmpty ? "a time of day is missing" : "\(time) is not a time of day",
                isHour
                    ? "did you mean \(time.count == 1 ? "0" : "")\(time):00?"
                    : "write hours and minutes as in 02:00 or 14:30"
            )
        }
        guard hour < 24, minute < 60 else {
            throw failure(
                "\(time) is not a time of day",
                hour == 24 && minute == 0 ? "the day begins at 00:00" : "allowed: 00:00 to 23:59"
            )
        }
        return hour * 60 + minute
    }

    /// Minutes of the hour to the end of the rule; the full hour when there are none.
    func minutesOfHour(_ words: ArraySlice<String>) throws -> CalendarTimes {
        guard let list = try times(words, such: ":15, or :15, :45") else { return .everyHour(at: [0]) }
        let minutes = try list.map { time in
            guard time.hasPrefix(":"), time.utf8.count == 3, let minute = Self.number(time.dropFirst()), minute < 60
            else {
                let isMinute = Self.number(time).map { $0 < 60 } ?? false
                throw failure(
                    time.isEmpty ? "a minute is missing" : "\(time) is not a minute of the hour",
                    isMinute ? "did you mean :\(time.count == 1 ? "0" : "")\(time)?" : "allowed: :00 to :59"
                )
            }
            return minute
        }
        return .everyHour(at: Set(minutes).sorted())
    }

    /// The list that ends the rule, or nil when there is nothing left.
    private func times(_ words: ArraySlice<String>, such example: String) throws -> [Substring]? {
        var words = words
        guard let first = words.first else { return nil }
        if first == "at" {
            words.removeFirst()
            guard !words.isEmpty else { throw failure("a time is missing after “at”", "write it as in at \(example)") }
        } else if first.first?.isLetter ?? false {
            throw failure(
                "\(first) is not known here",
                suggestion(first, ["at"]) + "write it as in at \(example)"
            )
        }
        guard words.count == 1, let list = words.first else {
            throw failure(
                "\(words.dropFirst().joined(separator: " ")) is not known here",
                "put commas between times, as in at \(example)"
            )
        }
        return list.split(separator: ",", omittingEmptySubsequences: false)
    }

    /// What follows `every`.
    func interval(_ words: ArraySlice<String>) throws -> CalendarTimes {
        let text = words.joined()
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(text.dropFirst(digits.count))
        let allowed = "allowed: minutes or hours up to a day, as in every 15m or every 2h"
        guard !text.isEmpty else { throw failure("a time is missing after “every”", allowed) }
        guard let number = digits.isEmpty ? 1 : Self.number(digits) else {
            throw failure("\(digits) is too large for an interval", allowed)
        }
        guard let place = Self.unitNames.firstIndex(of: unit) else {
            let words = [
                "s": "the shortest interval is a minute", "d": "write daily", "w": "write weekly on sun",
                "month": "write monthly on 1", "quarter": "write quarterly on 1", "y": "write yearly on 01-01",
            ]
            let reason = words[unit] ?? words[String(unit.prefix(1))]
            if unit.isEmpty {
                throw failure("the unit is missing after \(number)", "did you mean every \(number)m? " + allowed)
            }
            let isWeekday = WeekdayName.number(unit) != nil
            throw failure(
                "\(unit) is not a unit of an interval",
                isWeekday
                    ? "write weekly on \(unit)"
                    : reason ?? suggestion(unit, Self.unitNames.filter { $0.count > 1 }) + allowed
            )
        }
        // A lone letter is no number of them.
        guard !digits.isEmpty || place == 2 || place == 5 else {
            throw failure("a number is missing before \(unit)", allowed)
        }
        let minutes = place < 4 ? number : number * 60
        guard (1...1440).contains(minutes) else { throw failure("\(text) is not an interval in a day", allowed) }
        return .elapsed(interval: minutes, offsets: [0])
    }
}
