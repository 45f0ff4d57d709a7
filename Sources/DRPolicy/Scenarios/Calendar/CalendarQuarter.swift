import DRCore

/// A quarter of a year in UTC, such as `2026Q4`.
package struct CalendarQuarter: Hashable, Sendable, CustomStringConvertible {
    /// The year.
    package let year: Int
    /// 1 to 4.
    package let number: Int

    /// Reads `2026Q4`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.uppercased().split(separator: "Q", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]), let number = Int(parts[1]),
            1...4 ~= number, year >= 1970
        else { return nil }
        self.year = year
        self.number = number
    }

    /// The quarter of an instant.
    package init(of time: Timestamp) {
        let civil = CivilTime(utcSeconds: time.seconds)
        year = civil.year
        number = (civil.month - 1) / 3 + 1
    }

    /// The name.
    package var description: String { "\(year)Q\(number)" }

    /// Its first moment.
    package var start: Timestamp {
        Timestamp(seconds: CivilTime(year: year, month: number * 3 - 2, day: 1).utcSeconds)
    }

    /// The first moment after it.
    package var end: Timestamp {
        let next =
            number == 4
            ? CivilTime(year: year + 1, month: 1, day: 1) : CivilTime(year: year, month: number * 3 + 1, day: 1)
        return Timestamp(seconds: next.utcSeconds)
    }
}
