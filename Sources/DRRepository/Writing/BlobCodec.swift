import DRCore
import DRStorage

/// Turns blobs into their stored form and back; holds the contexts of one thread.
///
/// Unchecked because it may be made on one thread and handed to another, which then uses it alone.
package final class BlobCodec: @unchecked Sendable {
    /// Hashes content; shared with whoever works on the same thread.
    package let hasher: SHA256Hasher
    /// Hashes several pieces of content at once.
    package let contentHasher: ContentHasher
    /// Encrypts and decrypts under the repository's key.
    package let sealer: Sealer

    /// Whether the next blobs are read back as the options say; false leaves that out.
    package var readsBack = true

    /// Space for the stored form of the blob that is being saved.
    let sealed = ByteBuffer()

    /// Space for a stored form that was read.
    let loaded = ByteBuffer()

    private let decompressor: Decompressor
    private let compressor: Compressor
    private let version: Int
    private let options: WriteOptions
    /// The compressed form of the blob at hand, on its way out or in.
    private let compressed = ByteBuffer()
    private let unfolded = ByteBuffer()

    /// Blobs with more content than this are made by no program, in bytes.
    package static let contentLimit = 1 << 30

    /// Few blobs are larger than this: room for them is given back, as the peak of all threads counts, in bytes.
    private static let keptMemory = 4 << 20

    /// Gives back what a large blob took of memory; what `sealed` holds is gone.
    func releaseMemory() {
        for buffer in [sealed, compressed, unfolded] { buffer.removeAll(keepingAtMost: Self.keptMemory) }
    }

    /// Makes the contexts for a repository.
    ///
    /// - Throws: `DRError` when memory or an algorithm is missing.
    package init(key: MasterKey, version: Int, options: WriteOptions = WriteOptions()) throws {
        hasher = try SHA256Hasher()
        contentHasher = try ContentHasher()
        sealer = try Sealer(key: key)
        decompressor = try Decompressor()
        compressor = try Compressor(options.compression.settings(isBulk: false))
        self.version = version
        self.options = options
    }

    /// Appends the stored form of a blob to `buffer` and returns its uncompressed length, 0 when it is stored as it is.
    ///
    /// - Parameter isBulk: see `Compression.settings`.
    /// - Throws: `DRError` (integrity) when reading the stored form back gives other bytes: faulty memory or processor.
    package func encode(
        _ type: BlobType,
        _ plaintext: UnsafeRawBufferPointer,
        isBulk: Bool = false,
        into buffer: ByteBuffer
    ) throws -> Int {
        let start = buffer.count
        compressor.settings = options.compression.settings(isBulk: isBulk)
        var uncompressedLength = 0
        compressed.removeAll()
        let mayCompress = version >= 2 && (type == .tree || options.compression != .off)
        if mayCompress, try compressor.compress(plaintext, into: compressed, gain: Self.worthwhileGain) {
            uncompressedLength = plaintext.count
            try sealer.seal(compressed.bytes, into: buffer)
        } else {
            try sealer.seal(plaintext, into: buffer)
        }
        if options.verifiesBlobs, readsBack {
            let stored = UnsafeRawBufferPointer(rebasing: buffer.bytes[start...])
            try compare(stored, uncompressedLength, with: plaintext)
        }
        return uncompressedLength
    }

    /// The header grows by 4 bytes for a compressed blob, so less gain than that is a loss.
    private static let worthwhileGain = 5

    /// Appends the content of the stored form `stored` to `buffer` and checks it against its id.
    ///
    /// - Throws: `DRError` (integrity) for damaged bytes.
    package func decode(
        _ stored: UnsafeRawBufferPointer,
        id: ObjectID,
        uncompressedLength: Int,
        into buffer: ByteBuffer
    ) throws {
        let start = buffer.count
        try unfold(stored, uncompressedLength, into: buffer)
        let content = UnsafeRawBufferPointer(rebasing: buffer.bytes[start...])
        guard hasher.hash(content) == id else {
            buffer.resize(to: start)
            throw Self.mismatch(id)
        }
    }

    /// One of several blobs that are read together.
    package struct StoredBlob {
        /// The SHA-256 of its content.
        package var id: ObjectID
        /// The stored form.
        package var bytes: UnsafeRawBufferPointer
        /// Bytes of the content when compressed, else 0.
        package var uncompressedLength: Int

        /// Takes the stored form.
        package init(id: ObjectID, bytes: UnsafeRawBufferPointer, uncompressedLength: Int) {
            self.id = id
            self.bytes = bytes
            self.uncompressedLength = uncompressedLength
        }
    }

    /// Appends the content of several blobs to `buffer`, one behind the other, and checks each against its id.
    ///
    /// They are hashed two at a time, which takes little longer than one.
    ///
    /// - Throws: `DRError` (integrity) for damaged bytes in any of them; nothing is appended then.
    package func decode(_ blobs: [StoredBlob], into buffer: ByteBuffer) throws {
        let start = buffer.count
        do {
            var ends: [Int] = []
            for blob in blobs {
                try unfold(blob.bytes, blob.uncompressedLength, into: buffer)
                ends.append(buffer.count)
            }
            let bytes = buffer.bytes
            let pieces = ends.indices.map { number in
                UnsafeRawBufferPointer(rebasing: bytes[(number == 0 ? start : ends[number - 1])..<ends[number]])
            }
            for (id, blob) in zip(contentHasher.hash(pieces), blobs) where id != blob.id {
                throw Self.mismatch(blob.id)
            }
        } catch {
            buffer.resize(to: start)
            throw error
        }
    }

    /// The error for content that is not what its id promises.
    static func mismatch(_ id: ObjectID) -> DRError {
        DRError(.integrity, "the content of blob \(id.short) does not match its id")
    }

    /// Appends the content of the stored form `stored` to `buffer`, not checked against an id.
    ///
    /// - Throws: `DRError` (integrity) for damaged bytes; nothing is appended then.
    func unfold(
        _ stored: UnsafeRawBufferPointer,
        _ uncompressedLength: Int,
        into buffer: ByteBuffer
    ) throws {
        guard uncompressedLength > 0 else { return try sealer.open(stored, into: buffer) }
        guard uncompressedLength <= Self.contentLimit else {
            throw DRError(.integrity, "the index promises an absurd \(uncompressedLength) bytes of content")
        }
        compressed.removeAll()
        try sealer.open(stored, into: compressed)
        try decompressor.decompress(compressed.bytes, length: uncompressedLength, into: buffer)
    }

    private func compare(
        _ stored: UnsafeRawBufferPointer,
        _ uncompressedLength: Int,
        with plaintext: UnsafeRawBufferPointer
    ) throws {
        unfolded.removeAll()
        try unfold(stored, uncompressedLength, into: unfolded)
        guard unfolded.bytes.hasSameBytes(as: plaintext) else {
            throw DRError(
                .integrity,
                "a blob read back differs from what was written, before it left this machine",
                hint: "test the memory and processor of this machine; nothing wrong was stored"
            )
        }
    }

    /// Reads the plaintext of an unpacked object (index, snapshot, lock) from its stored form.
    ///
    /// - Throws: `DRError` (integrity) for damaged bytes or more than `limit` bytes of content.
    package func decodeUnpacked(_ stored: UnsafeRawBufferPointer, limit: Int) throws -> ByteBuffer {
        compressed.removeAll()
        try sealer.open(stored, into: compressed)
        let plaintext = ByteBuffer()
        guard let first = compressed.bytes.first else {
            throw DRError(.integrity, "the object is empty")
        }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            plaintext.append(compressed.bytes)
        case Self.compressedMark:
            let frames = UnsafeRawBufferPointer(rebasing: compressed.bytes[1...])
            try decompressor.decompress(frames, limit: limit, into: plaintext)
        default:
            throw DRError(.integrity, "the object is of an unknown encoding \(first)")
        }
        return plaintext
    }

    /// The stored form of an unpacked object: compressed in version 2, plain JSON in version 1.
    package func encodeUnpacked(_ plaintext: UnsafeRawBufferPointer) throws -> ByteBuffer {
        let stored = ByteBuffer()
        guard version >= 2 else {
            try sealer.seal(plaintext, into: stored)
            return stored
        }
        compressed.removeAll()
        compressed.append(Self.compressedMark)
        try compressor.compressAlways(plaintext, into: compressed)
        try sealer.seal(compressed.bytes, into: stored)
        return stored
    }

    private static let compressedMark: UInt8 = 2
}
