import ArgumentParser

/// A length of time on the command line: `90s`, `5m`, `1h30m`.
struct WaitingTime: ExpressibleByArgument, CustomStringConvertible {
    /// The seconds.
    let seconds: Double

    /// No time at all.
    static let none = WaitingTime(seconds: 0)

    init(seconds: Double) {
        self.seconds = seconds
    }

    init?(argument: String) {
        var total = 0.0
        var digits = ""
        guard !argument.isEmpty else { return nil }
        for letter in argument {
            if letter.isASCII, letter.isNumber {
                digits.append(letter)
                continue
            }
            guard let count = Double(digits), let unit = Self.units[letter] else { return nil }
            total += count * unit
            digits = ""
        }
        if !digits.isEmpty {
            guard total == 0, let count = Double(digits) else { return nil }
            total = count
        }
        guard total <= 1e9 else { return nil }
        seconds = total
    }

    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    var description: String { "\(Int(seconds))s" }
    var defaultValueDescription: String { seconds == 0 ? "do not wait" : description }
}
