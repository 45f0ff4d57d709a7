import DRCore
import DRStorage

extension Repository {
    /// Reads all index files into `index`, several at a time.
    ///
    /// - Throws: `DRError` (integrity) naming the first index file that cannot be read.
    package func loadIndex() throws {
        try loadIndex { _, error in throw error }
    }

    /// Reads all index files into `index`; what cannot be read goes to `damaged`, which may throw to end the work.
    package func loadIndex(damaged: @escaping @Sendable (ObjectID, DRError) throws -> Void) throws {
        let files: [(id: ObjectID, size: Int)] = try backend.list(.index)
        let workers = max(WorkerThread.processorCount, min(backend.parallelism, files.count))
        try ParallelWork.forEach(count: files.count, workers: workers) { [self] _, number in
            let id = files[number].id
            do {
                let json = try loadUnpacked(.index, id, makeCodec())
                try IndexFile.parse(json.bytes) { index.add(pack: $0.id, $0.entries) }
            } catch let error as DRError where error.code == .integrity {
                try damaged(id, error.about(ObjectName(.index, id).description))
            }
        }
    }
}
