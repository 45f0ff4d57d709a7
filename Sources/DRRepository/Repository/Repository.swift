import DRCore
import DRStorage

/// An opened repository: its storage, keys and index.
///
/// Safe to use from several threads; work on blobs takes a `BlobCodec` of the calling thread.
package final class Repository: Sendable {
    /// Where the objects lie.
    package let backend: any Backend
    /// Version, identity and chunker polynomial.
    package let config: RepositoryConfig
    /// The key file that opened it.
    package let keyID: ObjectID
    /// The blobs that it holds; empty until `loadIndex`.
    package let index = BlobIndex()

    let masterKey: MasterKey

    init(backend: any Backend, config: RepositoryConfig, keyID: ObjectID, masterKey: MasterKey) {
        self.backend = backend
        self.config = config
        self.keyID = keyID
        self.masterKey = masterKey
    }

    /// Index files, snapshots and locks with more JSON than this are refused, in bytes; none is made near it.
    package static func unpackedLimit(_ kind: ObjectKind) -> Int { kind == .index ? 512 << 20 : 64 << 20 }

    /// Contexts for one thread.
    package func makeCodec(_ options: WriteOptions = WriteOptions()) throws -> BlobCodec {
        try BlobCodec(key: masterKey, version: config.version, options: options)
    }

    /// The plaintext of an index, snapshot or lock.
    ///
    /// - Throws: `DRError` (integrity) when the bytes do not match the name or are damaged; `StorageFailure`.
    package func loadUnpacked(_ kind: ObjectKind, _ id: ObjectID, _ codec: BlobCodec) throws -> ByteBuffer {
        let name = ObjectName(kind, id)
        let stored = try backend.load(name)
        guard codec.hasher.hash(stored.bytes) == id else {
            throw DRError(
                .integrity,
                "the bytes do not match the name",
                object: name.description,
                hint: "the file is damaged; see what `dr verify` reports"
            )
        }
        do {
            return try codec.decodeUnpacked(stored.bytes, limit: Self.unpackedLimit(kind))
        } catch let error as DRError {
            throw error.about(name.description)
        }
    }

    /// Stores an index, snapshot or lock and returns its id.
    ///
    /// - Throws: `DRError` (integrity) when the stored form does not read back; `StorageFailure`.
    package func saveUnpacked(
        _ kind: ObjectKind,
        _ plaintext: UnsafeRawBufferPointer,
        _ codec: BlobCodec
    ) throws -> ObjectID {
        let stored = try codec.encodeUnpacked(plaintext)
        let back = try codec.decodeUnpacked(stored.bytes, limit: Self.unpackedLimit(kind))
        guard back.bytes.hasSameBytes(as: plaintext) else {
            throw DRError(
                .integrity,
                "a \(kind.noun) read back differs from what was written, before it left this machine",
                hint: "test the memory and processor of this machine; nothing wrong was stored"
            )
        }
        let id = codec.hasher.hash(stored.bytes)
        try backend.save(ObjectName(kind, id), stored.bytes)
        return id
    }
}
