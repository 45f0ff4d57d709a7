import DRCore
import DRStorage

/// Brings snapshots back that a repository has lost, with all that they need, from a copy of its objects.
///
/// Packs first, then their index, then the snapshots: whoever dies in between leaves nothing that is not whole. An object is
/// taken only when its bytes are what its name says.
package struct RepositoryRefill {
    private let repository: Repository
    private let copy: Repository

    /// What was brought back.
    package struct Report: Sendable, Equatable {
        /// The snapshots.
        package var snapshots = 0
        /// The packs that were missing too.
        package var packs = 0
    }

    /// Takes a repository, whose index need not be loaded, and the place of its copy.
    ///
    /// No password of the copy is needed: it is sealed with the keys of the repository.
    ///
    /// - Throws: `DRError` when there is no copy of this repository at the place; `StorageFailure`.
    package init(_ repository: Repository, from place: any Backend) throws {
        do {
            let stored = try place.load(.config)
            let plaintext = ByteBuffer()
            try Sealer(key: repository.masterKey).open(stored.bytes, into: plaintext)
            guard try RepositoryConfig(json: plaintext.bytes).id == repository.config.id else {
                throw DRError(.integrity, "its config is another one")
            }
        } catch let failure as StorageFailure where failure.reason == .notFound {
            throw DRError(.noRepository, "there is no copy of the repository here", object: place.location)
        } catch let error as DRError where error.code == .integrity {
            throw DRError(
                .failed,
                "this is no copy of the objects of the repository, so nothing can be brought back from it one to one",
                object: place.location,
                hint: "restore from it into another place; a copy that is made file by file can be used here"
            )
        }
        self.repository = repository
        copy = Repository(
            backend: place,
            config: repository.config,
            keyID: repository.keyID,
            masterKey: repository.masterKey
        )
    }

    /// Which snapshots the copy holds.
    ///
    /// - Throws: `StorageFailure`.
    package func snapshots() throws -> Set<ObjectID> { Set(try copy.backend.list(.snapshot).map(\.id)) }

    /// Brings snapshots back; those that are there already stay as they are.
    ///
    /// The caller holds a shared lock of the repository, as a backup does.
    ///
    /// - Throws: `DRError` (integrity) when the copy lacks something that they need, before anything is written; the
    ///   cancellation's error; `StorageFailure`.
    package func run(_ ids: [ObjectID], _ cancellation: Cancellation) throws -> Report {
        var report = Report()
        guard !ids.isEmpty else { return report }
        let codec = try copy.makeCodec()
        let snapshots = try ids.map { try copy.loadSnapshot($0, codec) }
        try copy.loadIndex()
        try repository.loadIndex()
        let used = UsedBlobs(copy)
        try used.add(snapshots, cancellation: cancellation)
        let packs = try missingPacks(used.numbers)
        for pack in packs.sorted() {
            try cancellation.check()
            if try transfer(ObjectName(.pack, pack), codec) { report.packs += 1 }
        }
        let grouping = copy.index.grouping()
        let unnamed = grouping.packs.indices.filter { number in
            packs.contains(grouping.packs[number]) && !repository.index.contains(pack: grouping.packs[number])
        }
        _ = try repository.saveIndexes(copy.index, Array(unnamed), grouping, cancellation)
        for id in ids where try transfer(ObjectName(.snapshot, id), codec) { report.snapshots += 1 }
        return report
    }

    /// The packs of the copy whose blobs are needed and lie in no pack that the repository has.
    private func missingPacks(_ needed: BlobSet) throws -> Set<ObjectID> {
        let present = Set(try repository.backend.list(.pack).map(\.id))
        var missing: Set<Int> = []
        try copy.index.forEachCopy { number, blob, place in
            guard number == blob, needed.contains(blob) else { return }
            let isThere = repository.index.locations(place.type, place.id).contains { present.contains($0.pack) }
            if !isThere { missing.insert(place.pack) }
        }
        return Set(missing.map { copy.index.packID(UInt32($0)) })
    }

    /// Copies an object as it is; false when it is there.
    private func transfer(_ name: ObjectName, _ codec: BlobCodec) throws -> Bool {
        guard try !repository.backend.exists(name) else { return false }
        let content = try copy.backend.load(name)
        guard codec.hasher.hash(content.bytes) == name.id else {
            throw DRError(.integrity, "the bytes do not match the name", object: "\(copy.backend.location), \(name)")
        }
        try repository.backend.save(name, content.bytes)
        return true
    }
}
