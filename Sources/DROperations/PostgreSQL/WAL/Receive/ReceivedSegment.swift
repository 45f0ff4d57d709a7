import DRCore
import DRWorkloads

/// A segment that is being received: zeros where nothing has come yet.
final class ReceivedSegment: @unchecked Sendable {
    /// Which one.
    let segment: WALSegment
    /// The content; one thread writes it.
    let bytes: ByteBuffer
    /// Bytes that have come.
    private(set) var count = 0

    init(_ segment: WALSegment) {
        self.segment = segment
        bytes = ByteBuffer(capacity: Int(segment.size))
        bytes.resize(to: Int(segment.size))
        bytes.mutableBytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Where the next byte goes.
    var position: LogSequenceNumber { LogSequenceNumber(offset: segment.start.offset + UInt64(count)) }

    /// Whether all of it has come.
    var isWhole: Bool { count == bytes.count }

    /// Takes bytes, as many as fit; returns how many.
    func append(_ piece: UnsafeRawBufferPointer) -> Int {
        let taken = min(piece.count, bytes.count - count)
        guard taken > 0, let source = piece.baseAddress else { return 0 }
        (bytes.base + count).copyMemory(from: source, byteCount: taken)
        count += taken
        return taken
    }

    /// A copy of what has come, filled up with zeros, as the unfinished segment is stored.
    func copy() -> ByteBuffer { ByteBuffer(copying: bytes.bytes) }
}
