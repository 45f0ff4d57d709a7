import DRCore
import DRStorage

/// The table at the end of a pack file (restic repository format, "Pack Format").
package enum PackHeader {
    /// One blob as the header lists it, with the place that follows from the order.
    package struct Entry: Sendable, Equatable {
        package var id: ObjectID
        package var type: BlobType
        package var offset: Int
        package var length: Int
        /// 0 when the blob is not compressed.
        package var uncompressedLength: Int

        /// Makes an entry.
        package init(id: ObjectID, type: BlobType, offset: Int, length: Int, uncompressedLength: Int) {
            self.id = id
            self.type = type
            self.offset = offset
            self.length = length
            self.uncompressedLength = uncompressedLength
        }
    }

    /// Bytes of the length field at the very end.
    package static let lengthField = 4
    /// Headers larger than this are refused, in bytes.
    package static let limit = 16 << 20

    private static let plainEntry = 37
    private static let compressedEntry = 41

    /// Bytes that an entry takes in the header before encryption.
    package static func entryLength(compressed: Bool) -> Int { compressed ? compressedEntry : plainEntry }

    /// Appends the header plaintext of one blob.
    package static func append(_ entry: Entry, to buffer: ByteBuffer) {
        buffer.append(entry.type.rawValue + (entry.uncompressedLength == 0 ? 0 : 2))
        append(UInt32(entry.length), to: buffer)
        if entry.uncompressedLength != 0 { append(UInt32(entry.uncompressedLength), to: buffer) }
        entry.id.append(to: buffer)
    }

    /// Appends a number as four little-endian bytes.
    package static func append(_ value: UInt32, to buffer: ByteBuffer) {
        withUnsafeBytes(of: value.littleEndian) { buffer.append($0) }
    }

    /// Reads the header plaintext of a pack whose blobs take `contentLength` bytes.
    ///
    /// - Throws: `DRError` (integrity) for an unknown blob type, a cut entry, or lengths that do not add up.
    package static func parse(_ header: UnsafeRawBufferPointer, contentLength: Int) throws -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(header.count / plainEntry)
        var position = 0
        var offset = 0
        while position < header.count {
            let tag = header[position]
            guard tag < 4, let type = BlobType(rawValue: tag & 1) else {
                throw DRError(.integrity, "unknown blob type \(tag) in a pack header")
            }
            let size = entryLength(compressed: tag >= 2)
            guard position + size <= header.count else {
                throw DRError(.integrity, "a pack header ends in the middle of an entry")
            }
            let length = Int(number(header, position + 1))
            let uncompressed = tag >= 2 ? Int(number(header, position + 5)) : 0
            guard length >= Sealer.overhead, tag < 2 || uncompressed > 0 else {
                throw DRError(.integrity, "a pack header lists a blob of impossible length")
            }
            let id = ObjectID(bytes: UnsafeRawBufferPointer(rebasing: header[(position + size - 32)...]))
            entries.append(
                Entry(id: id, type: type, offset: offset, length: length, uncompressedLength: uncompressed)
            )
            offset += length
            position += size
        }
        guard offset == contentLength else {
            throw DRError(.integrity, "a pack header lists \(offset) bytes of blobs, the pack holds \(contentLength)")
        }
        return entries
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The size in bytes of a pack with these blobs.
    package static func packSize(contentLength: Int, plainBlobs: Int, compressedBlobs: Int) -> Int {
        contentLength + plainBlobs * plainEntry + compressedBlobs * compressedEntry + Sealer.overhead + lengthField
    }
}
