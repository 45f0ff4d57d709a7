import DRCore
import DRStorage
import Synchronization

/// Stores new blobs: dedupe, compress, encrypt, check, pack, upload, index.
///
/// Any number of threads call `save` with a codec of their own. A pack is put into the index only after the storage
/// acknowledged it, so a crash leaves at most packs that nothing names. Back-pressure: `save` waits while uploads lag.
package final class BlobWriter: Sendable {
    private let repository: Repository
    private let options: WriteOptions
    private let openPacks: [BlobType: OpenPacks]
    private let uploads: BoundedQueue<PackBuilder>
    private let uploaders: Mutex<[WorkerThread]>
    private let failure = FirstFailure()
    private let indexWriter: IndexWriter
    private let counters = Mutex(WriteStatistics())
    private let stored = Mutex<[ObjectID]>([])
    /// Blobs whose known copies are of no use.
    private let distrusted = Mutex<Set<ObjectID>>([])

    /// Starts the upload threads.
    package init(_ repository: Repository, options: WriteOptions = WriteOptions()) throws {
        self.repository = repository
        self.options = options
        openPacks = [
            .data: OpenPacks(type: .data, packSize: options.packSize, backend: repository.backend),
            // Listings are read one at a time, so smaller packs cost nothing and hold less memory while they are open.
            .tree: OpenPacks(type: .tree, packSize: options.packSize / 4, backend: repository.backend),
        ]
        // The number of packs is bounded already, so the queue need never make a writer wait.
        uploads = BoundedQueue(capacity: 16)
        indexWriter = IndexWriter(repository)
        uploaders = Mutex([])
        do {
            for _ in 0..<repository.backend.parallelism { try startUploader() }
        } catch {
            uploads.close()
            for thread in uploaders.withLock({ $0 }) { thread.join() }
            throw error
        }
    }

    private func startUploader() throws {
        let thread = try WorkerThread { [self] in
            var codec: BlobCodec?
            while let pack = uploads.pop() {
                // After a failure packs are only handed back, so that no writer waits for one for ever.
                failure.capture {
                    if failure.isSet { return }
                    let ready = try codec ?? repository.makeCodec(options)
                    codec = ready
                    try upload(pack, ready)
                }
                openPacks[pack.type]?.recycle(pack)
            }
        }
        uploaders.withLock { $0.append(thread) }
    }

    /// What was stored so far.
    package var statistics: WriteStatistics { counters.withLock { $0 } }

    /// The packs that the storage acknowledged so far.
    package var packs: [ObjectID] { stored.withLock { $0 } }

    /// Stores a blob unless the repository has it.
    ///
    /// - Parameter isBulk: whether it comes from deep inside a large file, see `Compression.settings`.
    /// - Returns: its id, and the bytes it takes in a pack when it was new, else nil.
    /// - Throws: the error of any failed upload, also of another thread's blob; that of the limit when it is exceeded.
    package func save(
        _ type: BlobType,
        _ plaintext: UnsafeRawBufferPointer,
        _ codec: BlobCodec,
        isBulk: Bool = false
    ) throws -> (id: ObjectID, storedLength: Int?) {
        let id = codec.hasher.hash(plaintext)
        return (id, try save(type, plaintext, id: id, codec, isBulk: isBulk))
    }

    /// Stores a blob whose id is known, unless the repository has it; returns the bytes it takes when it was new.
    package func save(
        _ type: BlobType,
        _ plaintext: UnsafeRawBufferPointer,
        id: ObjectID,
        _ codec: BlobCodec,
        isBulk: Bool = false
    ) throws -> Int? {
        try failure.rethrow()
        guard repository.index.reserve(type, id) || stopsDistrusting(id) else { return nil }
        codec.sealed.removeAll()
        let blob = try seal(type, plaintext, id: id, codec, isBulk: isBulk)
        try add(type, [blob], codec.sealed.bytes)
        codec.releaseMemory()
        try count(type, plaintext.count, stored: blob.length)
        return blob.length
    }

    /// Stores pieces of data that are read together, one behind the other in the same pack, without those that the repository has.
    ///
    /// For pieces that are cut at fixed places: there is nothing about the cutting that their order could tell.
    ///
    /// - Parameter ids: the SHA-256 of each.
    /// - Throws: as `save` of one blob.
    package func save(together pieces: [UnsafeRawBufferPointer], ids: [ObjectID], _ codec: BlobCodec) throws {
        try failure.rethrow()
        codec.sealed.removeAll()
        var blobs: [SealedBlob] = []
        var bytes = 0
        for (piece, id) in zip(pieces, ids) where repository.index.reserve(.data, id) || stopsDistrusting(id) {
            blobs.append(try seal(.data, piece, id: id, codec, isBulk: false))
            bytes += piece.count
        }
        guard !blobs.isEmpty else { return }
        let stored = codec.sealed.count
        try add(.data, blobs, codec.sealed.bytes)
        codec.releaseMemory()
        try count(.data, bytes, stored: stored, blobs: blobs.count)
    }

    /// Appends the stored form of a blob to what the codec has sealed.
    private func seal(
        _ type: BlobType,
        _ plaintext: UnsafeRawBufferPointer,
        id: ObjectID,
        _ codec: BlobCodec,
        isBulk: Bool
    ) throws -> SealedBlob {
        let start = codec.sealed.count
        let uncompressedLength = try codec.encode(type, plaintext, isBulk: isBulk, into: codec.sealed)
        return SealedBlob(id: id, length: codec.sealed.count - start, uncompressedLength: uncompressedLength)
    }

    private func count(_ type: BlobType, _ bytes: Int, stored: Int, blobs: Int = 1) throws {
        let total = counters.withLock { counters in
            counters.count(type, bytes, stored: stored, blobs: blobs)
            return counters.storedBytes
        }
        if let limit = options.limit, total > limit.bytes { throw limit.error }
    }

    /// Makes the next `save` of a blob store it although the index knows a copy, because that one is damaged.
    package func distrust(_ id: ObjectID) {
        _ = distrusted.withLock { $0.insert(id) }
    }

    private func stopsDistrusting(_ id: ObjectID) -> Bool {
        distrusted.withLock { !$0.isEmpty && $0.remove(id) != nil }
    }

    /// Stores a blob that is in its stored form already, as repacking does; also when the index knows a copy.
    package func copy(
        _ type: BlobType,
        _ id: ObjectID,
        stored: UnsafeRawBufferPointer,
        uncompressedLength: Int
    ) throws {
        try failure.rethrow()
        try add(type, [SealedBlob(id: id, length: stored.count, uncompressedLength: uncompressedLength)], stored)
        let content = uncompressedLength == 0 ? stored.count - Sealer.overhead : uncompressedLength
        counters.withLock { $0.count(type, content, stored: stored.count) }
    }

    private func add(_ type: BlobType, _ blobs: [SealedBlob], _ stored: UnsafeRawBufferPointer) throws {
        guard let packs = openPacks[type] else { return }
        do {
            if let full = try packs.add(blobs, stored) { uploads.push(full) }
        } catch {
            failure.record(error)
            for packs in openPacks.values { packs.close() }
            throw error
        }
    }

    private func upload(_ pack: PackBuilder, _ codec: BlobCodec) throws {
        let id = try pack.store(codec.sealer)
        repository.index.add(pack: id, pack.entries, fillReserved: true)
        counters.withLock { $0.packs += 1 }
        stored.withLock { $0.append(id) }
        try indexWriter.add(pack: id, pack.entries, codec)
    }

    /// Uploads what is open, waits for all uploads and writes the index; nothing may be saved afterwards.
    ///
    /// - Throws: the first error of any upload. The packs that did reach the storage are indexed also then, so that
    ///   the next backup finds their blobs.
    package func finish() throws {
        for type in BlobType.allCases {
            failure.capture {
                for pack in try openPacks[type]?.takeAll() ?? [] { uploads.push(pack) }
            }
        }
        uploads.close()
        for thread in uploaders.withLock({ $0 }) { thread.join() }
        let codec = try repository.makeCodec(options)
        do {
            try indexWriter.finish(codec)
        } catch {
            failure.record(error)
        }
        try failure.rethrow()
    }
}
