import DRCore

/// What a backup counted, kept in its snapshot (sizes in bytes).
package struct SnapshotSummary: Sendable, Equatable {
    package var backupStart = Timestamp(seconds: 0)
    package var backupEnd = Timestamp(seconds: 0)
    package var filesNew: UInt64 = 0
    package var filesChanged: UInt64 = 0
    package var filesUnmodified: UInt64 = 0
    package var directoriesNew: UInt64 = 0
    package var directoriesChanged: UInt64 = 0
    package var directoriesUnmodified: UInt64 = 0
    package var dataBlobs: UInt64 = 0
    package var treeBlobs: UInt64 = 0
    /// Bytes of new blobs before compression.
    package var dataAdded: UInt64 = 0
    /// Bytes of new blobs as stored.
    package var dataAddedPacked: UInt64 = 0
    package var totalFilesProcessed: UInt64 = 0
    package var totalBytesProcessed: UInt64 = 0

    /// Makes a summary of nothing.
    package init() {}
}
