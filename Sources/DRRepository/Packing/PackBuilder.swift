import DRCore
import DRStorage

/// A pack file that is being filled and hashed as it grows; it belongs to one thread at a time.
final class PackBuilder: @unchecked Sendable {
    let type: BlobType
    private(set) var entries: [PackHeader.Entry] = []
    let buffer: ByteBuffer
    private let header = ByteBuffer()
    private let hasher: SHA256Hasher

    init(type: BlobType, capacity: Int) throws {
        self.type = type
        buffer = ByteBuffer(capacity: capacity)
        hasher = try SHA256Hasher()
        hasher.begin()
    }

    /// Bytes of blobs so far.
    var contentLength: Int { buffer.count }
    var isEmpty: Bool { entries.isEmpty }

    /// Adds a blob in its stored form.
    func add(_ id: ObjectID, _ stored: UnsafeRawBufferPointer, uncompressedLength: Int) {
        let entry = PackHeader.Entry(
            id: id,
            type: type,
            offset: buffer.count,
            length: stored.count,
            uncompressedLength: uncompressedLength
        )
        buffer.append(stored)
        hasher.update(stored)
        PackHeader.append(entry, to: header)
        entries.append(entry)
    }

    /// Moves all blobs of `other` behind the own ones.
    func add(contentOf other: PackBuilder) {
        for entry in other.entries {
            let stored = UnsafeRawBufferPointer(
                rebasing: other.buffer.bytes[entry.offset..<entry.offset + entry.length]
            )
            add(entry.id, stored, uncompressedLength: entry.uncompressedLength)
        }
        other.clear()
    }

    /// Ends the pack with its header and returns its id; the bytes are in `buffer`.
    func finish(_ sealer: Sealer) throws -> ObjectID {
        let start = buffer.count
        try sealer.seal(header.bytes, into: buffer)
        PackHeader.append(UInt32(buffer.count - start), to: buffer)
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer.bytes[start...]))
        return hasher.finish()
    }

    /// Forgets everything and keeps the memory.
    func clear() {
        entries.removeAll(keepingCapacity: true)
        buffer.removeAll()
        header.removeAll()
        hasher.begin()
    }
}
