import DRCore

/// A length of time in the units of the calendar, written `2y5m7d3h`: years, months, days and hours.
package struct CalendarSpan: Hashable, Sendable, CustomStringConvertible {
    package var years: UInt32
    package var months: UInt32
    package var days: UInt32
    package var hours: UInt32

    /// Makes a span from its parts; without any it is zero, which as a rule means that the rule is absent.
    package init(years: UInt32 = 0, months: UInt32 = 0, days: UInt32 = 0, hours: UInt32 = 0) {
        self.years = years
        self.months = months
        self.days = days
        self.hours = hours
    }

    /// Reads a span such as `30d` or `1y6m`.
    ///
    /// As restic's `ParseDuration`: blanks around it are dropped, the units may come in any order, of a repeated one
    /// the last counts, and the empty text is zero. Throws a usage error; a negative number is one.
    package init(parsing text: String) throws {
        self.init()
        func failure(_ message: String) -> DRError {
            DRError(
                .usage,
                message,
                object: text,
                hint: "write years, months, days and hours as 2y5m7d3h, such as 30d"
            )
        }
        var rest = text.trimmed.utf8
        while !rest.isEmpty {
            if rest.first == UInt8(ascii: "-") { throw failure("a span cannot be negative") }
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            if digits.isEmpty { throw failure("a number is missing in the span") }
            guard let number = UInt32(String(Substring(digits))) else {
                throw failure("a number of the span is too large")
            }
            rest = rest.dropFirst(digits.count)
            switch rest.first {
            case UInt8(ascii: "y"): years = number
            case UInt8(ascii: "m"): months = number
            case UInt8(ascii: "d"): days = number
            case UInt8(ascii: "h"): hours = number
            case nil: throw failure("a unit is missing after \(number) in the span")
            default: throw failure("the unit after \(number) in the span is none of y, m, d, h")
            }
            rest = rest.dropFirst()
        }
    }

    /// Whether all parts are zero.
    package var isZero: Bool {
        years == 0 && months == 0 && days == 0 && hours == 0
    }

    /// The span as it is written, such as `1y6m`; empty when zero.
    package var description: String {
        [(years, "y"), (months, "m"), (days, "d"), (hours, "h")].filter { $0.0 != 0 }.map { "\($0)\($1)" }.joined()
    }
}
