import DRCore
import DRTestSupport

/// A rule as its text, and as conditions that a scan of all minutes can ask, independent of the parser.
struct RandomRule: CustomStringConvertible {
    var text: String
    var months: Set<Int> = []
    var dates: Set<Int> = []
    var weekdays: Set<Int> = []
    var hasLastDay = false
    var isEither = false
    /// Minutes of the day, when the clock decides.
    var clock: Set<Int>?
    /// Interval and offsets in minutes, when time is counted.
    var counted: (interval: Int, offsets: Set<Int>)?

    var description: String { text }

    /// Whether a date is one of the days; empty sets stand for all.
    func matches(_ date: CivilTime) -> Bool {
        guard months.isEmpty || months.contains(date.month) else { return false }
        let midnight = CivilTime(year: date.year, month: date.month, day: date.day).utcSeconds
        let weekday = Int(((midnight / 86_400 + 4) % 7 + 7) % 7)
        let isLast = CivilTime(utcSeconds: midnight + 86_400).day == 1
        let byDate = dates.contains(date.day) || (hasLastDay && isLast)
        let isAnyDate = dates.isEmpty && !hasLastDay
        if isEither { return byDate || weekdays.contains(weekday) }
        return (isAnyDate || byDate) && (weekdays.isEmpty || weekdays.contains(weekday))
    }

    static func make(_ generator: inout SeededGenerator) -> RandomRule {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0:
            let interval = [1, 5, 7, 15, 25, 45, 60, 90, 120, 300, 720, 1440].randomElement(using: &generator) ?? 60
            var rule = RandomRule(text: "every \(interval)m")
            rule.counted = (interval, [0])
            return rule
        case 1:
            let minutes = some(0...59, 1...3, &generator)
            var rule = RandomRule(
                text: "hourly at " + minutes.sorted().map { ":" + twoDigits($0) }.joined(separator: ", ")
            )
            rule.counted = (60, minutes)
            return rule
        case 2..<6: return words(&generator)
        default: return cron(&generator)
        }
    }

    private static func words(_ generator: inout SeededGenerator) -> RandomRule {
        let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        var rule = RandomRule(text: "daily")
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            rule.weekdays = some(0...6, 1...4, &generator)
            rule.text = rule.weekdays.map { names[$0] }.joined(separator: ",")
        case 1:
            rule.dates = some(1...28, 1...3, &generator)
            rule.hasLastDay = Bool.random(using: &generator)
            rule.text =
                "monthly on " + (rule.dates.map(String.init) + (rule.hasLastDay ? ["last"] : [])).joined(separator: ",")
        case 2:
            (rule.dates, rule.months) = (some(1...28, 1...2, &generator), [1, 4, 7, 10])
            rule.text = "quarterly on " + rule.dates.map(String.init).joined(separator: ",")
        case 3:
            (rule.dates, rule.months) = (some(1...28, 1...1, &generator), some(1...12, 1...1, &generator))
            rule.text = "yearly on \(rule.months.first ?? 0)-\(rule.dates.first ?? 0)"
        default: break
        }
        let clock = Set((0...Int.random(in: 0...3, using: &generator)).map { _ in time(&generator) })
        rule.clock = clock
        rule.text += " at " + clock.map { twoDigits($0 / 60) + ":" + twoDigits($0 % 60) }.joined(separator: ", ")
        return rule
    }

    /// A minute of the day, often in the night, when clocks turn.
    private static func time(_ generator: inout SeededGenerator) -> Int {
        Int.random(in: Bool.random(using: &generator) ? 0..<240 : 0..<1440, using: &generator)
    }

    private static func cron(_ generator: inout SeededGenerator) -> RandomRule {
        var rule = RandomRule(text: "")
        let minutes =
            Bool.random(using: &generator) ? some(0...59, 1...4, &generator) : Set(stride(from: 0, to: 60, by: 20))
        let isEveryHour = Bool.random(using: &generator)
        let hours = isEveryHour ? Set(0...23) : some(0...23, 1...6, &generator)
        if Bool.random(using: &generator) { rule.dates = some(1...31, 1...5, &generator) }
        if Int.random(in: 0..<4, using: &generator) == 0 { rule.months = some(1...12, 4...9, &generator).union([1]) }
        if Bool.random(using: &generator) { rule.weekdays = some(0...6, 1...4, &generator) }
        rule.isEither = !rule.dates.isEmpty && !rule.weekdays.isEmpty
        if isEveryHour {
            rule.counted = (60, minutes)
        } else {
            rule.clock = Set(hours.flatMap { hour in minutes.map { hour * 60 + $0 } })
        }
        rule.text = [minutes, isEveryHour ? [] : hours, rule.dates, rule.months, rule.weekdays].map { values in
            values.isEmpty ? "*" : values.map(String.init).joined(separator: ",")
        }.joined(separator: " ")
        return rule
    }

    private static func some(_ range: ClosedRange<Int>, _ count: ClosedRange<Int>, _ generator: inout SeededGenerator)
        -> Set<Int>
    {
        let count = Int.random(in: count, using: &generator)
        return Set(range.shuffled(using: &generator).prefix(count))
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
