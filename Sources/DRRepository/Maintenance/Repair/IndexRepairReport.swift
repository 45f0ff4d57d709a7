import DRStorage

/// What a repair of the indexes found and did.
package struct IndexRepairReport: Sendable {
    /// Whether nothing was changed.
    package var isDryRun = false
    /// Packs in the index afterwards.
    package var packs = 0
    /// Index files that cannot be read.
    package var damagedIndexes: [ObjectID] = []
    /// Packs that an index lists and the storage does not have.
    package var missingPacks: [ObjectID] = []
    /// Packs that no readable index listed.
    package var addedPacks: [ObjectID] = []
    /// Packs that an index listed with other blobs than they have.
    package var correctedPacks: [ObjectID] = []
    /// Packs whose header cannot be read, and why; they stay as an index has them, if any does.
    package var unreadablePacks: [(id: ObjectID, reason: String)] = []
    /// Packs that were listed more than once.
    package var repeatedPacks = 0
    package var indexesWritten = 0
    package var indexesRemoved = 0

    /// Makes an empty report.
    package init() {}

    /// Whether the indexes were right already.
    package var isClean: Bool {
        damagedIndexes.isEmpty && missingPacks.isEmpty && addedPacks.isEmpty && correctedPacks.isEmpty
            && repeatedPacks == 0
    }
}
