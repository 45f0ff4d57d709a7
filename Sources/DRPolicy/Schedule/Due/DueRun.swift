import DRCore

/// A run that is to begin now.
package struct DueRun: Hashable, Sendable {
    /// What to run.
    package let kind: RunKind
    /// The occurrence that the run serves, to be kept as `PastRun.occurrence`.
    package let occurrence: Timestamp
    /// Earlier occurrences that did not run and that this run makes up for; counted up to `countLimit`.
    package let missed: Int
    /// Whether an incremental backup is due too and left out, as this full backup does its work.
    package let replacesIncremental: Bool

    /// The most missed occurrences that are counted.
    package static let countLimit = 1000
}
