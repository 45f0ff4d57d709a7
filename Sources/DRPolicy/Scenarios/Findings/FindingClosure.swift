import DRCore

/// That somebody says a finding is done with, and why.
package struct FindingClosure: Hashable, Sendable {
    /// What was found.
    package let kind: FindingKind
    /// Who says so.
    package let person: String
    /// Why.
    package let reason: String
    /// When.
    package let time: Timestamp

    /// Describes a closure.
    package init(_ kind: FindingKind, by person: String, reason: String, at time: Timestamp) {
        self.kind = kind
        self.person = person
        self.reason = reason
        self.time = time
    }
}
