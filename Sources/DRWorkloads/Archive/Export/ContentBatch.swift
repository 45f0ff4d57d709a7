import DRCore
import DRRepository
import DRStorage

/// A run of marks and blobs in the order of the output, whose blobs one thread decodes while others wait their turn.
final class ContentBatch<Mark: Sendable>: @unchecked Sendable {
    // Owned by one thread at a time: the one that plans, the one that decodes, the one that writes. The queues between
    // them and `condition` order their accesses.
    enum Item {
        case mark(Mark)
        case content(ObjectID)
    }

    private(set) var items: [Item] = []
    /// Bytes that the content will have.
    private(set) var expected = 0

    private let buffer = ByteBuffer()
    /// The end of each decoded blob in the buffer.
    private var ends: [Int] = []
    private var failure: (any Error)?
    private let condition = ThreadCondition()
    private var isReady = false

    func add(_ item: Item, expected length: Int) {
        items.append(item)
        expected += length
    }

    /// Reads and decodes all blobs; an error is kept for the writer, who knows the name of the file.
    func decode(_ repository: Repository, _ codec: BlobCodec) {
        do {
            for case .content(let id) in items {
                try repository.loadBlob(.data, id, codec, into: buffer)
                ends.append(buffer.count)
            }
        } catch {
            failure = error
        }
        finish()
    }

    /// Lets the writer have the batch.
    func finish() {
        condition.withLock {
            isReady = true
            condition.wakeAll()
        }
    }

    /// Waits for the content and passes everything on in order.
    func consume(
        mark: (Mark) throws -> Void,
        content: (UnsafeRawBufferPointer) throws -> Void,
        damaged: (any Error) -> any Error
    ) throws {
        condition.withLock {
            while !isReady { condition.wait() }
        }
        var next = 0
        var start = 0
        for item in items {
            switch item {
            case .mark(let value): try mark(value)
            case .content:
                guard next < ends.count else {
                    throw damaged(failure ?? DRError(.failed, "content was left out"))
                }
                try content(UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<ends[next]]))
                start = ends[next]
                next += 1
            }
        }
    }

    /// Makes it new, keeping its memory.
    func reset() {
        items.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        buffer.removeAll()
        expected = 0
        failure = nil
        isReady = false
    }
}
