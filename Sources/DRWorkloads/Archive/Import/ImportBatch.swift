import DRCore

/// Content of an import on its way to the threads that store it: whole chunks one after the other.
final class ImportBatch: @unchecked Sendable {
    // Owned by one thread at a time; the queues between them order their accesses.
    let buffer = ByteBuffer()
    /// The ends of the chunks in the buffer.
    var ends: [Int] = []
    /// The number of the first chunk.
    var firstNumber = 0

    func reset() {
        buffer.removeAll()
        ends.removeAll(keepingCapacity: true)
    }
}
