import DRCore
import DRStorage
import Synchronization

/// Gathers finished packs and writes index files, so that an interrupted backup keeps what it stored.
///
/// An index is written at 16,384 blobs or ten minutes: often enough to lose little, and small enough in memory.
final class IndexWriter: Sendable {
    private struct State {
        var packs: [BlobIndex.PackContent] = []
        var blobs = 0
        var since = Timestamp.now
        var written: [ObjectID] = []

        mutating func takePacks() -> [BlobIndex.PackContent] {
            let taken = packs
            packs = []
            blobs = 0
            return taken
        }
    }

    private static let blobLimit = 16_384
    private static let ageLimit = 600.0

    private let repository: Repository
    private let state = Mutex(State())

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// The index files written so far.
    var written: [ObjectID] { state.withLock { $0.written } }

    /// Adds a pack that is durable; all of its entries go into one index file.
    func add(pack: ObjectID, _ entries: [PackHeader.Entry], _ codec: BlobCodec) throws {
        let due: [BlobIndex.PackContent]? = state.withLock { state in
            if state.packs.isEmpty { state.since = .now }
            state.packs.append(BlobIndex.PackContent(id: pack, entries: entries))
            state.blobs += entries.count
            let old = Timestamp.now.seconds(since: state.since) >= Self.ageLimit
            guard state.blobs >= Self.blobLimit || old else { return nil }
            return state.takePacks()
        }
        if let due { try write(due, codec) }
    }

    /// Writes what is left.
    func finish(_ codec: BlobCodec) throws {
        let rest = state.withLock { $0.takePacks() }
        if !rest.isEmpty { try write(rest, codec) }
    }

    private func write(_ packs: [BlobIndex.PackContent], _ codec: BlobCodec) throws {
        let json = ByteBuffer()
        IndexFile.encode(packs, into: json)
        let id = try repository.saveUnpacked(.index, json.bytes, codec)
        state.withLock { $0.written.append(id) }
    }
}
