import DRStorage

/// A snapshot as its repository lists it: passed on by reference, as there can be very many.
package final class StoredSnapshot: Sendable {
    /// The name of its file.
    package let id: ObjectID
    /// The size of its file in bytes.
    package let size: Int
    /// What the file says.
    package let snapshot: Snapshot

    /// Takes what a file of a size says.
    package init(_ snapshot: Snapshot, id: ObjectID, size: Int) {
        self.snapshot = snapshot
        self.id = id
        self.size = size
    }

    /// Whether this one is older, or of the same time and named by the smaller id.
    package func precedes(_ other: StoredSnapshot) -> Bool {
        snapshot.time != other.snapshot.time ? snapshot.time < other.snapshot.time : id < other.id
    }
}
