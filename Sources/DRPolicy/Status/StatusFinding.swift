/// A reason why something does not stand well.
package struct StatusFinding: Hashable, Sendable {
    /// How bad it is.
    package let verdict: Verdict
    /// What is the matter, without a final full stop.
    package let message: String
    /// What to do next.
    package let hint: String?

    /// Describes a reason.
    package init(_ verdict: Verdict, _ message: String, hint: String? = nil) {
        self.verdict = verdict
        self.message = message
        self.hint = hint
    }
}

extension Sequence where Element == StatusFinding {
    /// The worst of the verdicts; good when there is none.
    package var verdict: Verdict { map(\.verdict).max() ?? .good }
}
