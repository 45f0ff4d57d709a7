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
        let uncompressedLength = try codec.encode(type, plaintext, isBulk: isBulk, into: codec.sealed)
        try add(type, id, codec.sealed.bytes, uncompressedLength: uncompressedLength)
        let stored = codec.sealed.count
        codec.releaseMemory()
        let total = counters.withLock { counters in
            counters.count(type, plaintext.count, stored: stored)
            return counters.storedBytes
        }
        if let limit = options.limit, total > limit.bytes { throw limit.error }
        return stored
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
        try add(type, id, stored, uncompressedLength: uncompressedLength)
        let content = uncompressedLength == 0 ? stored.count - Sealer.overhead : uncompressedLength
        counters.withLock { $0.count(type, content, stored: stored.count) }
    }

    private func add(
        _ type: BlobType,
        _ id: ObjectID,
        _ stored: UnsafeRawBufferPointer,
        uncompressedLength: Int
    ) throws {
        guard let packs = openPacks[type] else { return }
        do {
            if let full = try packs.add(id, stored, uncompressedLength: uncompressedLength) { uploads.push(full) }
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
