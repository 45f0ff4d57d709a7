import DRCore
import DRRepository
import DRStorage

/// A file of the write-ahead log that the repository holds.
package struct ArchivedWALFile: Sendable, Equatable {
    /// Its name, as PostgreSQL gave it.
    package let name: String
    /// Its size in bytes.
    package let size: UInt64
    /// Its content as data blobs in order.
    package let content: [ObjectID]
    /// When PostgreSQL wrote it.
    package let modified: Timestamp
    /// The snapshot that holds it; the first one when several do.
    package let snapshot: ObjectID
    /// Whether it is the unfinished end of the log, as a receiver stored it last.
    package let isTail: Bool

    /// Whether two files have the same bytes: pieces are cut at fixed places, so equal content has equal ids.
    func hasSameContent(size: UInt64, content: [ObjectID]) -> Bool { self.size == size && self.content == content }
}
