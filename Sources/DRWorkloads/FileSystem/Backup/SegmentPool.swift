import DRCore

/// A bounded number of large buffers for the content of large files; their number bounds the memory of a backup.
final class SegmentPool: @unchecked Sendable {
    /// A buffer on loan; it goes back by itself when the last chunk in it is done.
    final class Lease: @unchecked Sendable {
        let buffer: ByteBuffer
        private let pool: SegmentPool

        fileprivate init(_ buffer: ByteBuffer, _ pool: SegmentPool) {
            self.buffer = buffer
            self.pool = pool
        }

        deinit { pool.giveBack(buffer) }
    }

    /// Room for one chunk of the largest size and what is read behind it, in bytes.
    static let segmentSize = (8 << 20) + (512 << 10)

    private let condition = ThreadCondition()
    private var free: [ByteBuffer] = []
    private var unmade: Int

    init(count: Int) {
        unmade = count
    }

    /// A buffer, or nil when all are on loan.
    func take() -> Lease? {
        condition.withLock {
            if let buffer = free.popLast() { return Lease(buffer, self) }
            guard unmade > 0 else { return nil }
            unmade -= 1
            return Lease(ByteBuffer(capacity: Self.segmentSize), self)
        }
    }

    /// Waits a moment for a buffer to come back.
    func waitBriefly() {
        condition.withLock {
            if free.isEmpty { _ = condition.wait(seconds: 0.01) }
        }
    }

    private func giveBack(_ buffer: ByteBuffer) {
        buffer.removeAll()
        condition.withLock {
            free.append(buffer)
            condition.wakeOne()
        }
    }
}
