extension DaylightRule {
    /// Reads a POSIX `TZ` text such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil when it is none.
    init?(parsing text: some StringProtocol) {
        var rest = Substring(text).utf8[...]
        guard Self.takeName(&rest), let standard = Self.takeTime(&rest, hours: 24) else { return nil }
        // POSIX counts offsets to the west.
        self.init(standardOffset: Int32(-standard), summer: nil)
        guard !rest.isEmpty else { return }
        guard Self.takeName(&rest) else { return nil }
        var offset = 3600 - standard
        if let next = rest.first, next != UInt8(ascii: ",") {
            guard let given = Self.takeTime(&rest, hours: 24) else { return nil }
            offset = -given
        }
        guard let start = Self.takeDate(&rest), let end = Self.takeDate(&rest), rest.isEmpty else { return nil }
        summer = Summer(utcOffset: Int32(offset), start: start, end: end)
    }

    private static func take(_ byte: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    /// At least three letters, or anything between < and >.
    private static func takeName(_ rest: inout Substring.UTF8View) -> Bool {
        if take("<", &rest) {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")), end > rest.startIndex else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let letters = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    private static func takeNumber(_ rest: inout Substring.UTF8View, in range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digits.count <= 3, let number = Int(String(Substring(digits))), range.contains(number) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func takeTime(_ rest: inout Substring.UTF8View, hours: Int) -> Int? {
        let isNegative = take("-", &rest)
        if !isNegative { _ = take("+", &rest) }
        guard let hour = takeNumber(&rest, in: 0...hours) else { return nil }
        var seconds = hour * 3600
        if take(":", &rest) {
            guard let minute = takeNumber(&rest, in: 0...59) else { return nil }
            seconds += minute * 60
            if take(":", &rest) {
                guard let second = takeNumber(&rest, in: 0...59) else { return nil }
                seconds += second
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// `,Jn`, `,n` or `,Mm.w.d`, each with an optional `/time`.
    private static func takeDate(_ rest: inout Substring.UTF8View) -> YearlyDate? {
        guard take(",", &rest) else { return nil }
        let day: YearlyDate.Day
        if take("M", &rest) {
            guard let month = takeNumber(&rest, in: 1...12), take(".", &rest),
                let week = takeNumber(&rest, in: 1...5), take(".", &rest),
                let weekday = takeNumber(&rest, in: 0...6)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if take("J", &rest) {
            guard let number = takeNumber(&rest, in: 1...365) else { return nil }
            day = .dayWithoutLeap(number)
        } else {
            guard let number = takeNumber(&rest, in: 0...365) else { return nil }
            day = .day(number)
        }
        guard take("/", &rest) else { return YearlyDate(day: day, time: 2 * 3600) }
        return takeTime(&rest, hours: 167).map { YearlyDate(day: day, time: Int64($0)) }
    }
}
