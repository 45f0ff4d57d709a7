/// A time on the clock, to the minute.
package struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
    /// The hour, 0 to 24; 24 only as the end of a day.
    package let hour: Int
    /// The minute, 0 to 59.
    package let minute: Int

    /// Takes hour and minute.
    package init(hour: Int, minute: Int) {
        self.hour = hour
        self.minute = minute
    }

    /// Reads a time such as `02:30`.
    ///
    /// Gives nil for anything else; `24:00` is the end of a day.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]),
            minute < 60, hour < 24 || hour == 24 && minute == 0
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    /// The minutes since midnight.
    package var minutes: Int { hour * 60 + minute }

    package var description: String {
        (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
}

extension ValueFormat where Value == TimeOfDay {
    /// A time such as `02:30`.
    static var timeOfDay: ValueFormat {
        single(
            what: "a time of the day",
            pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
            allowed: "a time such as 02:30",
            write: { $0.description },
            parse: { TimeOfDay($0) }
        )
    }
}
