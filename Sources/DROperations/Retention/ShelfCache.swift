import DRRepository

/// Reads each repository of an environment once; used by one thread.
package final class ShelfCache {
    private let access: RepositoryAccess
    private let remembers: Bool
    private var shelves: [String: SnapshotShelf] = [:]

    /// Prepares; nothing is opened yet.
    ///
    /// - Parameter remembers: whether snapshots that this machine has read before need not be read again; only for what
    ///   neither removes anything nor vouches for the repository.
    package init(_ access: RepositoryAccess, remembers: Bool = false) {
        self.access = access
        self.remembers = remembers
    }

    /// The snapshots of a repository, by its name in the configuration.
    ///
    /// - Throws: `DRError` when it cannot be opened or read.
    package func shelf(_ name: String) throws -> SnapshotShelf {
        if let shelf = shelves[name] { return shelf }
        let shelf = try remembers ? access.rememberedShelf(name) : SnapshotShelf(access.open(name))
        shelves[name] = shelf
        return shelf
    }
}
