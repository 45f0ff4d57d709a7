import DRCore
import DRRepository
import DRStorage

/// What a backup did.
package struct BackupReport: Sendable {
    /// Which content was read; a backup without a parent is always a full one.
    package var kind: BackupOptions.Kind
    /// The snapshot; its id is nil after a dry run.
    package var snapshot: Snapshot
    package var summary: SnapshotSummary
    /// Paths that could not be read, or not in one piece.
    package var problems: [SourceProblem]
    /// All problems, also those beyond the list.
    package var problemCount: UInt64
    /// The problems among them for which something is missing from the snapshot.
    package var missingCount: UInt64
    /// Files whose content differs from the parent although size and times are the same.
    package var silentChanges: [String]
    package var bytesRead: UInt64
    package var packs: UInt64
    /// The packs that were written.
    package var newPacks: [ObjectID]

    /// Whether something that was asked for is missing from the snapshot.
    package var isIncomplete: Bool { missingCount > 0 }
}
