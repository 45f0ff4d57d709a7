import DRCore

/// How much of the stored data may be of no use after a prune.
package enum UnusedLimit: Sendable, Equatable {
    /// A share of what is stored afterwards, from 0 to below 100.
    case percent(Double)
    case bytes(UInt64)
    /// Packs that are used at all stay as they are.
    case unlimited

    /// Reads the value of `--max-unused`: a share such as `5%`, a size such as `500M`, or `unlimited`.
    ///
    /// - Throws: `DRError` (usage).
    package init(parsing text: String) throws {
        if text == "unlimited" {
            self = .unlimited
        } else if text.hasSuffix("%"), let share = Double(text.dropLast()), share >= 0, share < 100 {
            self = .percent(share)
        } else if let bytes = ByteCount.parse(text) {
            self = .bytes(bytes)
        } else {
            throw DRError(
                .usage,
                "not a limit of unused data",
                object: text,
                hint: "use a share such as 5%, a size such as 500M, or unlimited"
            )
        }
    }

    /// The bytes that may stay unused beside `used` bytes.
    func bytes(beside used: UInt64) -> UInt64 {
        switch self {
        case .percent(let share): UInt64(min(Double(used) * share / (100 - share), 9e18))
        case .bytes(let limit): limit
        case .unlimited: .max
        }
    }
}
