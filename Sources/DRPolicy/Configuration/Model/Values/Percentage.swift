import DRCore

/// A share in hundredths.
package struct Percentage: Hashable, Sendable, CustomStringConvertible {
    /// The number before the sign.
    package let percent: Int

    /// Takes the number before the sign.
    package init(_ percent: Int) {
        self.percent = percent
    }

    /// Such as `25%`.
    package var description: String { "\(percent)%" }
}

extension ValueFormat where Value == Percentage {
    /// A share within a range, written `25%`.
    static func percentage(_ range: ClosedRange<Int>) -> ValueFormat {
        single(
            what: "a share",
            pattern: "^[0-9]+ ?%$",
            allowed: "a share from \(range.lowerBound)% to \(range.upperBound)%",
            write: { $0.description },
            parse: { text in
                guard text.hasSuffix("%"), let number = Int(text.dropLast().trimmed), range.contains(number) else {
                    return nil
                }
                return Percentage(number)
            }
        )
    }
}
