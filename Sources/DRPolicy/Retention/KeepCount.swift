import DRCore

/// How many snapshots a rule keeps.
package enum KeepCount: Hashable, Sendable, CustomStringConvertible {
    /// So many; zero or less means that the rule is absent or used up.
    case atMost(Int)
    /// No limit.
    case unlimited

    /// The count of an absent rule.
    package static let none = KeepCount.atMost(0)

    /// Reads a count as it is given to an option: a number from 0, `unlimited`, or `-1` for the same.
    ///
    /// restic has unlimited counts since 0.16, and 0.14 keeps nothing by a count of -1. Throws a usage error.
    package init(parsing text: String) throws {
        if text == "unlimited" || text == "-1" {
            self = .unlimited
        } else if let count = Int(text), count >= 0 {
            self = .atMost(count)
        } else {
            throw DRError(
                .usage,
                "not a number of snapshots",
                object: text,
                hint: "give a number from 0, or unlimited"
            )
        }
    }

    /// Whether the rule can keep another snapshot.
    package var isOpen: Bool {
        switch self {
        case .atMost(let count): count > 0
        case .unlimited: true
        }
    }

    /// The number as restic reports it: -1 when unlimited.
    package var number: Int {
        switch self {
        case .atMost(let count): max(count, 0)
        case .unlimited: -1
        }
    }

    package var description: String {
        self == .unlimited ? "all" : String(number)
    }

    mutating func takeOne() {
        if case .atMost(let count) = self { self = .atMost(count - 1) }
    }
}
