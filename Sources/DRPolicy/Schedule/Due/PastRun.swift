import DRCore

/// A scheduled run that took place, as the catalog knows it.
package struct PastRun: Hashable, Sendable {
    /// What ran.
    package let kind: RunKind
    /// The occurrence of the rule that it served, without jitter.
    package let occurrence: Timestamp
    /// When it began by the clock of that time.
    package let started: Timestamp
    /// Whether it did what it was for; one that did not is over too, but serves no other kind.
    package let isUsable: Bool

    /// Makes a run from its parts.
    package init(kind: RunKind, occurrence: Timestamp, started: Timestamp, isUsable: Bool = true) {
        self.kind = kind
        self.occurrence = occurrence
        self.started = started
        self.isUsable = isUsable
    }
}
