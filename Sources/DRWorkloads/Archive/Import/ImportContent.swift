import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Cuts the content of files into chunks and stores them on several threads; one thread calls it.
///
/// Small files travel together. The number of batches bounds the memory: each has at most one MiB, or one chunk.
final class ImportContent {
    private static let batchSize = 1 << 20

    private final class Shared: Sendable {
        let ids = Mutex<[ObjectID?]>([])
        let failure = FirstFailure()
        let free: BoundedQueue<ImportBatch>
        let full: BoundedQueue<ImportBatch>

        init(depth: Int) {
            free = BoundedQueue(capacity: depth)
            full = BoundedQueue(capacity: depth)
            for _ in 1..<depth { free.push(ImportBatch()) }
        }
    }

    private let chunker: Chunker
    /// Pieces of files have this size in bytes; nil lets the content say where to cut.
    private let blockSize: Int?
    private let shared: Shared
    private var threads: [WorkerThread] = []
    private var batch = ImportBatch()
    /// Where the chunk begins that is being filled, and how much of it was looked at.
    private var start = 0
    private var scanned = 0
    private var nextNumber = 0
    private var firstOfFile = 0
    private let zeros = ByteBuffer()

    /// Starts the threads.
    ///
    /// - Parameter blockSize: the size of the pieces of files in bytes; nil lets the content say where to cut.
    init(
        _ repository: Repository,
        _ writer: BlobWriter,
        _ options: WriteOptions,
        blockSize: Int? = nil
    ) throws {
        self.blockSize = blockSize
        chunker = try Chunker(polynomial: Polynomial(repository.config.chunkerPolynomial))
        let workers = WorkerThread.processorCount
        let shared = Shared(depth: workers + 2)
        self.shared = shared
        zeros.resize(to: Self.batchSize)
        zeros.mutableBytes.initializeMemory(as: UInt8.self, repeating: 0)
        do {
            for _ in 0..<workers {
                let codec = try repository.makeCodec(options)
                threads.append(
                    try WorkerThread {
                        while let batch = shared.full.pop() {
                            shared.failure.capture {
                                if !shared.failure.isSet { try Self.store(batch, shared, writer, codec) }
                            }
                            batch.reset()
                            shared.free.push(batch)
                        }
                    }
                )
            }
        } catch {
            stop()
            throw error
        }
    }

    private static func store(
        _ batch: ImportBatch,
        _ shared: Shared,
        _ writer: BlobWriter,
        _ codec: BlobCodec
    ) throws {
        var start = 0
        for (index, end) in batch.ends.enumerated() {
            let (id, _) = try writer.save(
                .data,
                UnsafeRawBufferPointer(rebasing: batch.buffer.bytes[start..<end]),
                codec
            )
            shared.ids.withLock { $0[batch.firstNumber + index] = id }
            start = end
        }
    }

    /// Starts a file.
    func begin() { firstOfFile = nextNumber }

    /// Adds content of the file.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        batch.buffer.append(bytes)
        try cut(isLast: false)
    }

    /// Adds a hole of the file.
    func appendZeros(_ count: Int, _ cancellation: Cancellation) throws {
        var rest = count
        while rest > 0 {
            try cancellation.check()
            let part = min(rest, zeros.count)
            try append(UnsafeRawBufferPointer(rebasing: zeros.bytes[..<part]))
            rest -= part
        }
    }

    /// Ends the file; returns the numbers of its chunks.
    func end() throws -> Range<Int> {
        try cut(isLast: true)
        return firstOfFile..<nextNumber
    }

    private func cut(isLast: Bool) throws {
        while start < batch.buffer.count {
            let rest = UnsafeRawBufferPointer(rebasing: batch.buffer.bytes[start...])
            guard let length = length(rest, isLast: isLast) else { break }
            start += length
            batch.ends.append(start)
            nextNumber += 1
        }
        if start >= Self.batchSize { try ship() }
    }

    /// The length of the next piece; nil when more content is needed to tell.
    private func length(_ rest: UnsafeRawBufferPointer, isLast: Bool) -> Int? {
        guard let blockSize else { return chunker.cut(rest, scanned: &scanned, isLast: isLast) }
        return rest.count >= blockSize ? blockSize : isLast ? rest.count : nil
    }

    private func ship() throws {
        let full = batch
        guard let fresh = shared.free.pop() else { throw DRError(.failed, "the import has ended already") }
        try shared.failure.rethrow()
        fresh.buffer.append(UnsafeRawBufferPointer(rebasing: full.buffer.bytes[start...]))
        full.firstNumber = nextNumber - full.ends.count
        shared.ids.withLock { ids in
            ids.append(contentsOf: repeatElement(nil, count: nextNumber - ids.count))
        }
        batch = fresh
        start = 0
        shared.full.push(full)
    }

    /// Stores what is left and returns the blobs of all chunks by number.
    ///
    /// - Throws: the first error of any thread.
    func finish() throws -> [ObjectID] {
        try ship()
        stop()
        try shared.failure.rethrow()
        return shared.ids.withLock { $0.compactMap { $0 } }
    }

    /// Ends the threads; what they have not begun stays undone.
    func stop() {
        shared.full.close()
        for thread in threads { thread.join() }
        threads = []
        shared.free.close()
    }
}
