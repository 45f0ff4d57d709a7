import DRCore
import DRRepository
import DRStorage

/// Files of the log on their way into the repository: read, compressed and partly written, but not named by a snapshot.
///
/// Batches become durable in the order in which they were made, as one may rest on pieces of another. Any one thread may do
/// that while the archive goes on to the next.
package final class WALPendingBatch: @unchecked Sendable {
    private let repository: Repository
    private let writer: BlobWriter
    private let codec: BlobCodec
    private let snapshot: Snapshot
    private let entries: [Node]
    private let isTail: Bool

    init(
        _ repository: Repository,
        _ writer: BlobWriter,
        _ codec: BlobCodec,
        _ snapshot: Snapshot,
        _ entries: [Node],
        isTail: Bool
    ) {
        self.repository = repository
        self.writer = writer
        self.codec = codec
        self.snapshot = snapshot
        self.entries = entries
        self.isTail = isTail
    }

    /// How many files there are.
    package var count: Int { entries.count }

    /// Makes the batch durable; when this returns, the repository holds all of it.
    ///
    /// After a failure the index of the repository must not be written with any more: it claims blobs that were not stored.
    ///
    /// - Parameter confirm: called when all but the snapshot is stored; what it throws ends the work.
    package func commit(_ confirm: () throws -> Void) throws -> WALBatch {
        try writer.finish()
        try confirm()
        guard let id = try repository.save(snapshot, codec).id else {
            throw DRError(.failed, "a snapshot was stored without an id")
        }
        return WALBatch(id, snapshot, WALArchive.archived(entries, in: id, isTail: isTail))
    }

    /// Gives up and ends the threads of the writer; what was stored so far is found again by the next try.
    package func abandon() {
        _ = Result { try writer.finish() }
    }
}
