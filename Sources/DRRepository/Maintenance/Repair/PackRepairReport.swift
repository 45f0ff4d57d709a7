import DRStorage

/// What a repair of packs found and did.
package struct PackRepairReport: Sendable {
    /// One damaged pack.
    package struct Pack: Sendable {
        package var id: ObjectID
        /// What is wrong with it.
        package var reasons: [String] = []
        /// Blobs that were whole and went to a new pack.
        package var savedBlobs = 0
        /// Blobs that cannot be read.
        package var damagedBlobs = 0
    }

    /// Whether nothing was changed.
    package var isDryRun = false
    /// Packs that were read.
    package var examinedPacks = 0
    /// Those that are damaged.
    package var packs: [Pack] = []
    /// Blobs of which no copy is left.
    package var lostBlobs = 0
    package var indexesWritten = 0
    package var indexesRemoved = 0

    /// Makes an empty report.
    package init() {}
}
