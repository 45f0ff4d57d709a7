import DRCore
import DRRepository
import DRStorage

/// The write-ahead log of one cluster in a repository, used by one thread at a time.
///
/// Each batch of files is a snapshot with the tags `dr`, `wal` and `cluster:<system identifier>`, in which the files lie in the
/// one directory `/dr-wal/<system identifier>`; so every storage carries them, and stock restic restores them.
/// Small snapshots are put together later (`consolidate`), which moves no data.
package final class WALArchive {
    /// The top directory of the log in its snapshots.
    package static let folder = "dr-wal"
    /// The tag of its snapshots.
    package static let tag = "wal"
    /// Files are cut into pieces of this size in bytes, so that threads share the work on a segment.
    static let pieceSize = 2 << 20

    let repository: Repository
    /// The cluster.
    package let systemIdentifier: UInt64
    /// What is archived, by name.
    package private(set) var files: [String: ArchivedWALFile] = [:]
    /// The snapshots that were read, with the names that each holds.
    private(set) var batches: [ObjectID: [ArchivedWALFile]] = [:]
    private var others: Set<ObjectID> = []

    /// Takes a repository whose index is loaded; nothing is read yet.
    package init(_ repository: Repository, systemIdentifier: UInt64) {
        self.repository = repository
        self.systemIdentifier = systemIdentifier
    }

    /// The directory of its files in its snapshots.
    var path: String { "/\(Self.folder)/\(systemIdentifier)" }

    /// The tags of its snapshots.
    var tags: [String] { ["dr", Self.tag, "cluster:\(systemIdentifier)"] }

    /// Reads the snapshots that came since the last call, and forgets those that went.
    ///
    /// - Throws: `DRError` when one cannot be read; what is known then stays as it was.
    package func refresh() throws {
        let codec = try repository.makeCodec()
        let present = Set(try repository.backend.list(.snapshot).map(\.id))
        var batches = batches.filter { present.contains($0.key) }
        var others = others.intersection(present)
        var needsIndex = true
        for id in present.sorted() where batches[id] == nil && !others.contains(id) {
            let snapshot = try repository.loadSnapshot(id, codec)
            guard Set(tags).isSubset(of: snapshot.tags) else {
                others.insert(id)
                continue
            }
            if needsIndex, !repository.index.contains(.tree, snapshot.tree) {
                try repository.loadIndex()
                needsIndex = false
            }
            batches[id] = try entries(of: snapshot, id, codec)
        }
        self.batches = batches
        self.others = others
        rebuild()
    }

    private func entries(of snapshot: Snapshot, _ id: ObjectID, _ codec: BlobCodec) throws -> [ArchivedWALFile] {
        guard let folder = try TreeWalker(repository, codec).find(path.utf8, below: snapshot.tree)?.subtree else {
            throw DRError(
                .integrity,
                "a snapshot of the write-ahead log holds no directory of its cluster",
                object: "snapshot \(id.hex)",
                hint: "dr verify tells what is damaged"
            )
        }
        return try repository.loadTree(folder, codec).compactMap { node in
            guard node.kind == .file, let content = node.content else { return nil }
            return ArchivedWALFile(
                name: String(decoding: node.name, as: UTF8.self),
                size: node.size,
                content: content,
                modified: node.mtime,
                snapshot: id
            )
        }
    }

    /// Takes over a snapshot that was just written, and lets go of those that it replaces.
    func replace(_ replaced: [ObjectID], with id: ObjectID, _ entries: [ArchivedWALFile]) {
        for old in replaced { batches[old] = nil }
        batches[id] = entries
        rebuild()
    }

    private func rebuild() {
        files = [:]
        for id in batches.keys.sorted() {
            for file in batches[id] ?? [] where files[file.name] == nil { files[file.name] = file }
        }
    }
}
