/// What prune did, or would do.
package struct PruneReport: Sendable, Equatable {
    /// A number of things and their bytes in the storage.
    package struct Amount: Sendable, Equatable {
        package var count = 0
        package var bytes: UInt64 = 0

        mutating func add(_ bytes: Int) {
            count += 1
            self.bytes += UInt64(bytes)
        }
    }

    /// Whether nothing was changed.
    package var isDryRun = false
    package var snapshots = 0
    /// Blobs that snapshots need, one copy each.
    package var usedBlobs = Amount()
    /// Further copies of blobs that are needed.
    package var duplicateBlobs = Amount()
    /// Blobs that nothing needs.
    package var unusedBlobs = Amount()
    /// Packs that stay as they are.
    package var keptPacks = Amount()
    /// Packs of which the used blobs are copied to new packs.
    package var repackedPacks = Amount()
    /// Blobs that are copied.
    package var repackedBlobs = Amount()
    /// Packs in the index without any used blob.
    package var unusedPacks = Amount()
    /// Packs in no index, left over by interrupted runs.
    package var orphanedPacks = Amount()
    /// Files of writes that never ended.
    package var leftovers = Amount()
    /// Packs that a backup began to use while prune ran, and that stay for it.
    package var rescuedPacks = 0
    /// Bytes of unused blobs that stay in packs that are kept.
    package var unusedBytesLeft: UInt64 = 0
    /// Bytes by which the storage shrinks, without indexes.
    package var freedBytes: UInt64 = 0
    package var indexesWritten = 0
    package var indexesRemoved = 0

    /// Makes an empty report.
    package init() {}
}
