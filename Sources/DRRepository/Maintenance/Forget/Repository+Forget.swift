import DRCore
import DRStorage

extension Repository {
    /// Removes snapshot files; what they alone need goes with the next prune.
    ///
    /// The caller holds a lock, a shared one is enough: a snapshot is one object, and no running backup needs it.
    /// Dying in the middle leaves the rest of the snapshots, each complete.
    ///
    /// - Parameter removed: called after each.
    package func forget(
        _ snapshots: [ObjectID],
        cancellation: Cancellation = Cancellation(),
        removed: (ObjectID) throws -> Void = { _ in }
    ) throws {
        for id in snapshots {
            try cancellation.check()
            try backend.delete(ObjectName(.snapshot, id))
            try removed(id)
        }
    }
}
