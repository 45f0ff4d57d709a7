import DRCore
import DRRepository
import DRStorage

/// A snapshot of the log with the files that it holds.
package struct WALBatch: Sendable {
    /// The snapshot.
    let id: ObjectID
    /// When it was made.
    let time: Timestamp
    /// Its tags.
    let tags: [String]
    /// Its files.
    let files: [ArchivedWALFile]

    init(_ id: ObjectID, _ snapshot: Snapshot, _ files: [ArchivedWALFile]) {
        self.id = id
        time = snapshot.time
        tags = snapshot.tags
        self.files = files
    }

    /// Whether it holds the unfinished end of the log.
    var isTail: Bool { tags.contains(WALArchive.tailTag) }
}
