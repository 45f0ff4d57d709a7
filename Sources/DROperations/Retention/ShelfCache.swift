import DRRepository

/// Reads each repository of an environment once; used by one thread.
package final class ShelfCache {
    private let access: RepositoryAccess
    private var shelves: [String: SnapshotShelf] = [:]

    /// Prepares; nothing is opened yet.
    package init(_ access: RepositoryAccess) {
        self.access = access
    }

    /// The snapshots of a repository, by its name in the configuration.
    ///
    /// - Throws: `DRError` when it cannot be opened or read.
    package func shelf(_ name: String) throws -> SnapshotShelf {
        if let shelf = shelves[name] { return shelf }
        let shelf = try SnapshotShelf(access.open(name))
        shelves[name] = shelf
        return shelf
    }
}
