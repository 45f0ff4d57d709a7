extension CalendarRule: CustomStringConvertible {
    /// The canonical text, in words where there are words for the rule, otherwise as five cron fields.
    package var description: String {
        switch times {
        case .elapsed(let interval, let offsets):
            if days.isAll, let words = Self.words(interval: interval, offsets: offsets) { return words }
            let minutes = stride(from: 0, to: 60, by: interval).flatMap { start in offsets.map { start + $0 } }
            if days.hasLastDay, let words = dayWords {
                return words + Self.text(ofTimes: (0..<24).flatMap { hour in minutes.map { hour * 60 + $0 } })
            }
            return Self.field(minutes, of: 0...59) + " * " + dayFields
        case .clock(let minutesOfDay):
            let product = CalendarTimes.hoursAndMinutes(minutesOfDay)
            if let words = dayWords, product == nil || minutesOfDay.count <= 4 || days.hasLastDay {
                return words + Self.text(ofTimes: minutesOfDay)
            }
            // Only words give times that are no combinations, and words have days that words can say.
            let (hours, minutes) = product ?? ([], [])
            return Self.field(minutes, of: 0...59) + " " + Self.field(hours, of: 0...23) + " " + dayFields
        }
    }

    private static func words(interval: Int, offsets: [Int]) -> String? {
        guard offsets.count == 1 else { return nil }
        switch (interval, offsets[0]) {
        case (60, 0): return "hourly"
        case (60, let minute): return "hourly at :" + twoDigits(minute)
        case (_, 0): return interval % 60 == 0 ? "every \(interval / 60)h" : "every \(interval)m"
        default: return nil
        }
    }

    private var dayWords: String? {
        guard !days.isEither else { return nil }
        let anyMonth = days.months == CalendarDays.allMonths
        let anyDate = days.monthDays == CalendarDays.allMonthDays
        if days.weekdays != CalendarDays.allWeekdays {
            guard anyMonth, anyDate else { return nil }
            let isOne = days.weekdays.nonzeroBitCount == 1
            return (isOne ? "weekly on " : "") + WeekdayName.text(of: days.weekdays)
        }
        if anyDate { return anyMonth ? "daily" : nil }
        let dates = (1...31).filter { days.monthDays >> $0 & 1 == 1 }
        let months = (1...12).filter { days.months >> $0 & 1 == 1 }
        if months.count == 1, dates.count == 1, !days.hasLastDay {
            // Words do not name a day that is not in every year.
            guard months[0] != 2 || dates[0] < 29 else { return nil }
            return "yearly on \(Self.twoDigits(months[0]))-\(Self.twoDigits(dates[0]))"
        }
        guard dates.allSatisfy({ $0 <= 28 }) else { return nil }
        let list = (dates.map(String.init) + (days.hasLastDay ? ["last"] : [])).joined(separator: ",")
        if anyMonth { return "monthly on " + list }
        if months == Quarter.firstMonths, !days.hasLastDay { return "quarterly on " + list }
        return months == Quarter.lastMonths && dates.isEmpty ? "quarterly on last" : nil
    }

    // When both are restricted but one is not enough, cron wants a field that begins with a star.
    private var dayFields: String {
        let dates = (1...31).filter { days.monthDays >> $0 & 1 == 1 }
        let months = (1...12).filter { days.months >> $0 & 1 == 1 }
        let weekdays = (0...6).filter { days.weekdays >> $0 & 1 == 1 }
        let areBothNeeded = !days.isEither && dates.count < 31 && weekdays.count < 7
        let stepsFrom = days.isEither ? Int.max : areBothNeeded ? 1 : 2
        return [
            Self.field(dates, of: 1...31, stepsFrom: stepsFrom),
            Self.field(months, of: 1...12),
            Self.field(weekdays, of: 0...6, stepsFrom: stepsFrom),
        ].joined(separator: " ")
    }

    /// The text of a field; as a step when it has at least so many values and is one.
    private static func field(_ values: [Int], of range: ClosedRange<Int>, stepsFrom: Int = 2) -> String {
        if values.count == range.count { return "*" }
        if values.count >= stepsFrom {
            for step in 2...range.count where values == range.filter({ ($0 - range.lowerBound) % step == 0 }) {
                return "*/\(step)"
            }
        }
        return values.reduce(into: [ClosedRange<Int>]()) { runs, value in
            if let last = runs.last, last.upperBound == value - 1 {
                runs[runs.count - 1] = last.lowerBound...value
            } else {
                runs.append(value...value)
            }
        }.map { run in
            switch run.count {
            case 1: "\(run.lowerBound)"
            case 2: "\(run.lowerBound),\(run.upperBound)"
            default: "\(run.lowerBound)-\(run.upperBound)"
            }
        }.joined(separator: ",")
    }

    private static func text(ofTimes minutesOfDay: [Int]) -> String {
        " at " + minutesOfDay.map { twoDigits($0 / 60) + ":" + twoDigits($0 % 60) }.joined(separator: ", ")
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
