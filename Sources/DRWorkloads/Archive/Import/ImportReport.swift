import DRRepository

/// What an import did.
package struct ImportReport: Sendable {
    package var snapshot: Snapshot
    /// Entries of the archive.
    package var entries: UInt64
    /// The first entries that could not be taken in, or not as they are.
    package var problems: [SourceProblem]
    /// All of them.
    package var problemCount: UInt64

    /// Whether entries of the archive are missing from the snapshot.
    package var isIncomplete: Bool { problems.contains { $0.isMissing } }
}
