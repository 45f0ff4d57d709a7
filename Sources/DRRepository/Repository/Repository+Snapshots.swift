import DRCore
import DRStorage
import Synchronization

extension Repository {
    /// All snapshots, oldest first; those with the same time by id.
    ///
    /// - Throws: `DRError` (integrity) naming the first snapshot that cannot be read.
    package func snapshots() throws -> [Snapshot] {
        try snapshots { _, error in throw error }
    }

    /// All readable snapshots, oldest first; the others go to `damaged`, which may throw to end the work.
    package func snapshots(damaged: @escaping @Sendable (ObjectID, DRError) throws -> Void) throws -> [Snapshot] {
        try storedSnapshots(backend.list(.snapshot), damaged: damaged).map(\.snapshot)
    }

    /// Those of some files that are readable, oldest first; the others go to `damaged`, which may throw to end the work.
    package func storedSnapshots(
        _ files: [(id: ObjectID, size: Int)],
        damaged: @escaping @Sendable (ObjectID, DRError) throws -> Void
    ) throws -> [StoredSnapshot] {
        let found = FoundSnapshots()
        let codecs = try (0..<WorkerThread.processorCount).map { _ in try makeCodec() }
        try ParallelWork.forEach(count: files.count, workers: codecs.count) { [self] worker, number in
            let (id, size) = files[number]
            do {
                found.append(StoredSnapshot(try loadSnapshot(id, codecs[worker]), id: id, size: size))
            } catch let error as DRError where error.code == .integrity {
                try damaged(id, error.about(ObjectName(.snapshot, id).description))
            }
        }
        return found.all.sorted { $0.precedes($1) }
    }

    /// One snapshot.
    package func loadSnapshot(_ id: ObjectID, _ codec: BlobCodec) throws -> Snapshot {
        let json = try loadUnpacked(.snapshot, id, codec)
        return try Snapshot(json: json.bytes, id: id)
    }

    /// Stores a snapshot; from now on its blobs are kept.
    ///
    /// - Returns: the snapshot with its id.
    package func save(_ snapshot: Snapshot, _ codec: BlobCodec) throws -> Snapshot {
        let json = ByteBuffer()
        snapshot.appendJSON(to: json)
        var saved = snapshot
        saved.id = try saveUnpacked(.snapshot, json.bytes, codec)
        return saved
    }
}

private final class FoundSnapshots: Sendable {
    private let list = Mutex<[StoredSnapshot]>([])

    var all: [StoredSnapshot] { list.withLock { $0 } }

    func append(_ snapshot: StoredSnapshot) {
        list.withLock { $0.append(snapshot) }
    }
}
