import DRCore
import DRStorage
import Synchronization

/// Which index file lists which packs.
struct IndexInventory: Sendable {
    struct File: Sendable {
        var id: ObjectID
        var packs: [ObjectID]
        var blobs: Int
    }

    /// The files that were read.
    var files: [File] = []
    /// Packs that another file, or the same, listed before.
    var repeated: [(file: ObjectID, pack: BlobIndex.PackContent)] = []

    /// The most repeated packs that are kept for comparison.
    private static let repeatedLimit = 10_000

    /// Reads index files into the repository's index.
    ///
    /// - Parameter damaged: called for each that cannot be read; may throw to end the work.
    static func load(
        _ ids: [ObjectID],
        of repository: Repository,
        cancellation: Cancellation,
        damaged: @escaping @Sendable (ObjectID, DRError) throws -> Void
    ) throws -> IndexInventory {
        let workers = max(WorkerThread.processorCount, repository.backend.parallelism)
        let codecs = try (0..<workers).map { _ in try repository.makeCodec() }
        let collected = Collected()
        try ParallelWork.forEach(count: ids.count, workers: workers) { worker, number in
            try cancellation.check()
            var packs: [BlobIndex.PackContent] = []
            do {
                let json = try repository.loadUnpacked(.index, ids[number], codecs[worker])
                try IndexFile.parse(json.bytes) { packs.append($0) }
            } catch {
                return try damaged(ids[number], repository.damage(behind: error))
            }
            // A file counts as a whole or not at all.
            var file = File(id: ids[number], packs: [], blobs: 0)
            for pack in packs {
                file.packs.append(pack.id)
                file.blobs += pack.entries.count
                if !repository.index.add(pack: pack.id, pack.entries) { collected.append(repeated: pack, in: file.id) }
            }
            collected.append(file)
        }
        return collected.inventory
    }

    private final class Collected: Sendable {
        private let result = Mutex(IndexInventory())

        var inventory: IndexInventory { result.withLock { $0 } }

        func append(_ file: File) { result.withLock { $0.files.append(file) } }

        func append(repeated pack: BlobIndex.PackContent, in file: ObjectID) {
            result.withLock {
                if $0.repeated.count < IndexInventory.repeatedLimit { $0.repeated.append((file, pack)) }
            }
        }
    }
}
