import DRCore
import DRRepository
import DRStorage

extension RepositoryAccess {
    /// The snapshots of a repository, of which only those are read that this machine has not read before.
    ///
    /// What is listed in the size that it had is known; when that is everything, the password is not needed. What cannot be
    /// remembered becomes a note.
    ///
    /// - Throws: `DRError` when the repository cannot be listed, or opened where that is needed.
    func rememberedShelf(_ name: String) throws -> SnapshotShelf {
        let storage = try storage(name)
        guard let config = try configHash(storage) else { return try SnapshotShelf(open(name)) }
        let folder = installation.stateDirectory + "/cache"
        let place = String(try Self.hash(Array(storage.location.utf8)).hex.prefix(16))
        let cache = SnapshotCache(path: "\(folder)/snapshots-\(place)")
        let known = try remembered(cache, config)
        var listed: [ObjectID: Int] = [:]
        try storage.list(.snapshot) { listed[$0] = $1 }
        var found = (known?.snapshots ?? []).filter { listed[$0.id] == $0.size }
        for stored in found { listed[stored.id] = nil }
        if let known, listed.isEmpty {
            return SnapshotShelf(repositoryID: known.repositoryID, found, damaged: [])
        }
        let repository = try open(name)
        let broken = BrokenList()
        let fresh = try repository.storedSnapshots(listed.map { (id: $0.key, size: $0.value) }) { id, _ in
            broken.add(id)
        }
        found.append(contentsOf: fresh)
        found.sort { $0.precedes($1) }
        if !fresh.isEmpty || known == nil {
            do {
                try StateDirectory.make(folder)
                try cache.save(
                    SnapshotCache.Content(repositoryID: repository.config.id, snapshots: found),
                    config: config
                )
            } catch let error as DRError {
                note("the snapshots could not be remembered, so the next look takes longer: \(error.description)")
            }
        }
        return SnapshotShelf(repositoryID: repository.config.id, found, damaged: broken.all)
    }

    /// What tells a repository from another at the same place; nil when there is none.
    private func configHash(_ storage: any Backend) throws -> ObjectID? {
        do {
            guard try storage.exists(.config) else { return nil }
            let bytes = try storage.load(.config)
            return try SHA256Hasher().hash(bytes.bytes)
        } catch let failure as StorageFailure {
            throw DRError(failure)
        }
    }

    private func remembered(_ cache: SnapshotCache, _ config: ObjectID) throws -> SnapshotCache.Content? {
        do {
            return try cache.load(config: config)
        } catch let error as DRError {
            note("what was remembered of the snapshots cannot be read, so all are read again: \(error.description)")
            return nil
        }
    }

    private static func hash(_ bytes: [UInt8]) throws -> ObjectID {
        let hasher = try SHA256Hasher()
        return bytes.withUnsafeBytes { hasher.hash($0) }
    }
}
