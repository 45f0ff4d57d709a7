import DRCore

/// A run that the rules of a plan foresee.
package struct PlannedRun: Hashable, Sendable {
    /// What is to run.
    package let kind: RunKind
    /// The occurrence of the rule.
    package let occurrence: Timestamp
    /// When it becomes due: the occurrence and the jitter of this host.
    package let due: Timestamp
}
