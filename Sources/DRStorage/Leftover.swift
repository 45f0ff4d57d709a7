import DRCore

/// What a write that never ended left in the storage; no object, and nothing refers to it.
package struct Leftover: Hashable, Sendable {
    /// Where it lies, relative to the repository.
    package var path: String
    /// Bytes that it takes.
    package var size: Int
    /// When it was last written to.
    package var modified: Timestamp

    /// Describes a leftover.
    package init(path: String, size: Int, modified: Timestamp) {
        self.path = path
        self.size = size
        self.modified = modified
    }

    /// Whether it is too young to be called left over: its writer may be at work, or may not have noticed that it lost its lock.
    ///
    /// An hour is twice the time after which a lock that nobody renewed counts as stale.
    package func mayBeInUse(at now: Timestamp) -> Bool { now.seconds(since: modified) < 3600 }
}
