import ArgumentParser
import CLinux
import DRCore

/// A moment on the command line: RFC 3339, or a date with or without time of day in the zone of this machine.
struct TimeArgument: ExpressibleByArgument {
    /// The moment.
    let instant: Timestamp

    init?(argument: String) {
        if let instant = RFC3339.parse(argument) {
            self.instant = instant
            return
        }
        let parts = argument.split { $0 == " " || $0 == "T" }
        guard (1...2).contains(parts.count),
            let date = Self.numbers(parts[0], separator: "-", count: 3...3),
            let clock = parts.count == 1 ? [0, 0, 0] : Self.numbers(parts[1], separator: ":", count: 2...3)
        else { return nil }
        let civil = CivilTime(
            year: date[0],
            month: date[1],
            day: date[2],
            hour: clock[0],
            minute: clock[1],
            second: clock.count > 2 ? clock[2] : 0
        )
        guard CivilTime(utcSeconds: civil.utcSeconds) == civil else { return nil }
        var time = tm()
        time.tm_year = Int32(civil.year - 1900)
        time.tm_mon = Int32(civil.month - 1)
        time.tm_mday = Int32(civil.day)
        time.tm_hour = Int32(civil.hour)
        time.tm_min = Int32(civil.minute)
        time.tm_sec = Int32(civil.second)
        time.tm_isdst = -1
        instant = Timestamp(seconds: Int64(mktime(&time)))
    }

    private static func numbers(_ text: Substring, separator: Character, count: ClosedRange<Int>) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.allSatisfy(\.isNumber) ? Int(part) : nil }
        return numbers.count == parts.count && count.contains(parts.count) && numbers[0] < 10_000 ? numbers : nil
    }
}
