/// Something in an audit log that is not as it was written.
package struct AuditProblem: Sendable, Equatable, CustomStringConvertible {
    /// The classes of problems.
    package enum Kind: String, Sendable {
        /// A line was changed.
        case changed
        /// Entries are missing or not in their order.
        case order
        /// Entries that were there are gone from the end, or the log is another one.
        case truncated
        /// An entry was cut short by a crash; nobody was told that it had been written.
        case torn
    }

    /// The class.
    package var kind: Kind
    /// The number of the line, from 1; nil where the problem is at no line.
    package var line: Int?
    /// What is wrong.
    package var message: String

    package var description: String { (line.map { "line \($0): " } ?? "") + message }

    /// Whether somebody must have changed the log.
    package var isDamage: Bool { kind != .torn }
}
