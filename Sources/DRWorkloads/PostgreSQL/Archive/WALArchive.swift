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
    package static let tag = Snapshot.logTag
    /// The tag of a snapshot that holds the unfinished end of the log, which the next one replaces.
    package static let tailTag = "wal-tail"
    /// Files are cut into pieces of this size in bytes, so that threads share the work on a segment.
    static let pieceSize = 2 << 20

    /// The repository.
    package let repository: Repository
    /// The cluster.
    package let systemIdentifier: UInt64
    /// What new snapshots bear beside the tags of every log.
    let extraTags: [String]
    /// How new data is written.
    let writeOptions: WriteOptions
    /// What is archived, by name.
    package private(set) var files: [String: ArchivedWALFile] = [:]
    /// Snapshots that could not be read: they may hold files of the log.
    package private(set) var unreadable: [ObjectID: DRError] = [:]
    /// The snapshots that were read, with the names that each holds.
    private(set) var batches: [ObjectID: WALBatch] = [:]
    /// Other clusters whose logs bear the same extra tags: what the plan held before.
    package private(set) var rivals: Set<UInt64> = []
    private var others: Set<ObjectID> = []
    /// What the threads need that store pieces; made when it is needed.
    private var codecs: [WALCodec] = []

    /// Takes a repository whose index is loaded; nothing is read yet.
    ///
    /// - Parameters:
    ///   - tags: what new snapshots bear beside the tags of every log.
    ///   - writeOptions: how new data is written.
    package init(
        _ repository: Repository,
        systemIdentifier: UInt64,
        tags: [String] = [],
        writeOptions: WriteOptions = WriteOptions()
    ) {
        self.repository = repository
        self.systemIdentifier = systemIdentifier
        extraTags = tags
        self.writeOptions = writeOptions
    }

    /// What the threads need that store pieces: one for each processor.
    func threadCodecs() throws -> [WALCodec] {
        if codecs.isEmpty {
            codecs = try (0..<WorkerThread.processorCount).map { _ in try WALCodec(repository, writeOptions) }
        }
        return codecs
    }

    /// Gives back the memory that storing took, as nothing is stored for a while.
    package func rest() { codecs = [] }

    /// The directory of its files in its snapshots.
    var path: String { "/\(Self.folder)/\(systemIdentifier)" }

    /// The tags of its snapshots.
    var tags: [String] { Self.tags(of: systemIdentifier) }

    /// The tags of the snapshots of a cluster's log.
    static func tags(of systemIdentifier: UInt64) -> [String] { ["dr", tag, "cluster:\(systemIdentifier)"] }

    /// Reads the snapshots that came since the last call, and forgets those that went.
    ///
    /// A snapshot that is damaged is left out and noted in `unreadable`.
    ///
    /// - Returns: the snapshots that are there, of any kind.
    /// - Throws: `DRError` or `StorageFailure` when the storage cannot be read; what is known then stays as it was.
    @discardableResult
    package func refresh() throws -> Set<ObjectID> {
        // A snapshot that goes while it is read was replaced by another that is there already.
        for _ in 0..<Self.looks {
            do {
                return try look()
            } catch let failure as StorageFailure where failure.reason == .notFound && failure.name?.kind == .snapshot {
            }
        }
        return try look()
    }

    private static let looks = 4

    private func look() throws -> Set<ObjectID> {
        let codec = try repository.makeCodec()
        let present = Set(try repository.backend.list(.snapshot).map(\.id))
        var batches = batches.filter { present.contains($0.key) }
        var others = others.intersection(present)
        var unreadable: [ObjectID: DRError] = [:]
        var needsIndex = true
        for id in present.sorted() where batches[id] == nil && !others.contains(id) {
            do {
                let snapshot = try repository.loadSnapshot(id, codec)
                guard Set(tags).isSubset(of: snapshot.tags) else {
                    others.insert(id)
                    note(snapshot)
                    continue
                }
                if needsIndex, !repository.index.contains(.tree, snapshot.tree) {
                    try repository.loadIndex()
                    needsIndex = false
                }
                batches[id] = WALBatch(id, snapshot, try entries(of: snapshot, id, codec))
            } catch let error as DRError where error.code == .integrity {
                unreadable[id] = error.about("snapshot \(id.short)")
            }
        }
        self.batches = batches
        self.others = others
        self.unreadable = unreadable
        rebuild()
        return present
    }

    /// Remembers the cluster of another log that bears the extra tags of this one.
    private func note(_ snapshot: Snapshot) {
        guard !extraTags.isEmpty, snapshot.isLog, Set(extraTags).isSubset(of: snapshot.tags) else { return }
        rivals.formUnion(snapshot.tags.compactMap { Self.cluster(ofTag: $0) })
    }

    /// The cluster that a tag names; nil for other tags.
    package static func cluster(ofTag tag: String) -> UInt64? {
        tag.hasPrefix("cluster:") ? UInt64(tag.dropFirst("cluster:".count)) : nil
    }

    /// Whether any snapshot is of the log of this cluster.
    package var isKnown: Bool { !batches.isEmpty }

    private func entries(of snapshot: Snapshot, _ id: ObjectID, _ codec: BlobCodec) throws -> [ArchivedWALFile] {
        guard let folder = try TreeWalker(repository, codec).find(path.utf8, below: snapshot.tree)?.subtree else {
            throw DRError(
                .integrity,
                "a snapshot of the write-ahead log holds no directory of its cluster",
                object: "snapshot \(id.hex)",
                hint: "dr verify tells what is damaged"
            )
        }
        return Self.archived(
            try repository.loadTree(folder, codec).filter { $0.kind == .file && $0.content != nil },
            in: id,
            isTail: snapshot.tags.contains(Self.tailTag)
        )
    }

    /// Takes over a snapshot that was just written, and lets go of those that it replaces.
    func replace(_ replaced: [ObjectID], with batch: WALBatch?) {
        for old in replaced { batches[old] = nil }
        if let batch { batches[batch.id] = batch }
        rebuild()
    }

    private func rebuild() {
        files = [:]
        for id in batches.keys.sorted() {
            for file in batches[id]?.files ?? [] {
                guard let known = files[file.name] else {
                    files[file.name] = file
                    continue
                }
                // The end of the log is stored again and again: the last one holds most, and what is final wins.
                if known.isTail, !file.isTail || file.modified > known.modified { files[file.name] = file }
            }
        }
    }
}
