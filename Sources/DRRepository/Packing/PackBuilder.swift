import DRCore
import DRStorage

/// A pack file that is being filled and hashed as it grows; it belongs to one thread at a time.
///
/// The first part stays in memory, so that small packs can be joined. A pack that outgrows it goes on to the storage piece by
/// piece where that is possible: its bytes are then written while they are in the processor's cache, and take no memory.
final class PackBuilder: @unchecked Sendable {
    /// What is gathered before it is handed on, in bytes.
    private static let pieceSize = 256 << 10

    let type: BlobType
    private(set) var entries: [PackHeader.Entry] = []
    /// Bytes of blobs so far.
    private(set) var contentLength = 0
    private let backend: any Backend
    private let memoryLimit: Int
    private let buffer: ByteBuffer
    private let header = ByteBuffer()
    private let hasher: SHA256Hasher
    private var upload: (any ObjectUpload)?
    private var takesPieces = true

    /// Makes an empty pack that holds up to `memoryLimit` bytes itself.
    init(type: BlobType, backend: any Backend, memoryLimit: Int) throws {
        self.type = type
        self.backend = backend
        self.memoryLimit = memoryLimit
        buffer = ByteBuffer(capacity: memoryLimit)
        hasher = try SHA256Hasher()
        hasher.begin()
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Whether all of it is still in memory.
    var isInMemory: Bool { upload == nil }

    /// Adds a blob in its stored form.
    func add(_ id: ObjectID, _ stored: UnsafeRawBufferPointer, uncompressedLength: Int) throws {
        let entry = PackHeader.Entry(
            id: id,
            type: type,
            offset: contentLength,
            length: stored.count,
            uncompressedLength: uncompressedLength
        )
        try append(stored)
        contentLength += stored.count
        PackHeader.append(entry, to: header)
        entries.append(entry)
    }

    /// Moves all blobs of `other`, which must be in memory, behind the own ones.
    func add(contentOf other: PackBuilder) throws {
        for entry in other.entries {
            let stored = UnsafeRawBufferPointer(
                rebasing: other.buffer.bytes[entry.offset..<entry.offset + entry.length]
            )
            try add(entry.id, stored, uncompressedLength: entry.uncompressedLength)
        }
        other.clear()
    }

    /// Ends the pack with its header, makes it durable, and returns its id.
    func store(_ sealer: Sealer) throws -> ObjectID {
        let tail = ByteBuffer(capacity: header.count + 64)
        try sealer.seal(header.bytes, into: tail)
        PackHeader.append(UInt32(tail.count), to: tail)
        try append(tail.bytes)
        let id = hasher.finish()
        let name = ObjectName(.pack, id)
        guard let upload else {
            try backend.save(name, buffer.bytes)
            return id
        }
        try upload.append(buffer.bytes)
        try upload.commit(as: name)
        self.upload = nil
        return id
    }

    /// Forgets everything, also what the storage holds of it, and keeps the memory.
    func clear() {
        upload?.abandon()
        upload = nil
        entries.removeAll(keepingCapacity: true)
        contentLength = 0
        buffer.removeAll()
        header.removeAll()
        hasher.begin()
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws {
        hasher.update(bytes)
        if upload == nil, takesPieces, buffer.count + bytes.count > memoryLimit {
            upload = try backend.beginUpload()
            takesPieces = upload != nil
        }
        guard let upload else { return buffer.append(bytes) }
        if buffer.count + bytes.count > Self.pieceSize {
            try upload.append(buffer.bytes)
            buffer.removeAll()
        }
        if bytes.count >= Self.pieceSize {
            try upload.append(bytes)
        } else {
            buffer.append(bytes)
        }
    }
}
