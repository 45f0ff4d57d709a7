/// Lengths of time as they are written in a configuration: `2w`, `90d`, `1h30m`, `45s`.
package enum DurationText {
    private static let units: [(sign: Character, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// The time that a text names: numbers with units from the largest to the smallest, each once; or nil.
    package static func parse(_ text: String) -> Duration? {
        var total: Int64 = 0
        var rest = text[...]
        var allowed = units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let number = Int64(digits), let sign = rest.popFirst(),
                let unit = allowed.firstIndex(where: { $0.sign == sign })
            else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: units[unit].seconds)
            let (sum, isSumTooLarge) = total.addingReportingOverflow(product)
            guard !isTooLarge, !isSumTooLarge else { return nil }
            total = sum
            allowed = allowed[(unit + 1)...]
        }
        return .seconds(total)
    }

    /// The shortest text for a time in whole seconds; days are not gathered into weeks.
    package static func format(_ duration: Duration) -> String {
        var rest = duration.components.seconds
        guard rest != 0 else { return "0s" }
        var text = ""
        for unit in units.dropFirst() where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.sign)"
            rest %= unit.seconds
        }
        return text
    }

    /// A time in its two largest units, the rest cut off: `3d4h`, `1h30m`, `45s`.
    package static func short(_ duration: Duration) -> String {
        var rest = duration.components.seconds
        guard rest > 0 else { return "0s" }
        var text = ""
        let first = units.dropFirst().first { rest >= $0.seconds }?.seconds ?? 1
        for unit in units.dropFirst().drop(while: { $0.seconds != first }).prefix(2) where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.sign)"
            rest %= unit.seconds
        }
        return text
    }
}

extension Duration {
    /// So many minutes.
    static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }
    /// So many hours.
    static func hours(_ count: Int64) -> Duration { .seconds(count * 3600) }
    /// So many days of 24 hours.
    static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}
