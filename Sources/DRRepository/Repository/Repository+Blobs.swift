import DRCore
import DRStorage

extension Repository {
    /// Appends the content of a blob to `buffer`, trying every copy.
    ///
    /// - Throws: `DRError` (integrity) when no copy is stored or every copy is damaged; `StorageFailure`.
    package func loadBlob(_ type: BlobType, _ id: ObjectID, _ codec: BlobCodec, into buffer: ByteBuffer) throws {
        var failure: (any Error)?
        for place in index.locations(type, id) {
            do {
                codec.loaded.removeAll()
                guard place.length <= BlobCodec.contentLimit else {
                    throw DRError(.integrity, "the index promises an absurd blob of \(place.length) bytes")
                }
                try backend.load(
                    ObjectName(.pack, place.pack),
                    range: place.offset..<place.offset + place.length,
                    into: codec.loaded
                )
                return try codec.decode(
                    codec.loaded.bytes,
                    id: id,
                    uncompressedLength: place.uncompressedLength,
                    into: buffer
                )
            } catch let error as DRError {
                failure = error.about("pack \(place.pack.hex)")
            } catch {
                failure = error
            }
        }
        throw failure
            ?? DRError(
                .integrity,
                "\(type.name) blob \(id.short) is not in the index",
                object: id.hex,
                hint: "run `dr verify` to see what is missing"
            )
    }

    /// Appends the content of two blobs of data to `buffer`, one behind the other; they are hashed side by side, which takes
    /// little longer than one.
    ///
    /// - Throws: as `loadBlob`.
    package func loadPair(_ ids: (ObjectID, ObjectID), _ codec: BlobCodec, into buffer: ByteBuffer) throws {
        let start = buffer.count
        if let first = index.location(.data, ids.0), let second = index.location(.data, ids.1),
            first.length <= BlobCodec.contentLimit, second.length <= BlobCodec.contentLimit
        {
            do {
                codec.loaded.removeAll()
                try load(first, into: codec.loaded)
                let end = codec.loaded.count
                try load(second, into: codec.loaded)
                let stored = codec.loaded.bytes
                let blobs = [(ids.0, first, 0..<end), (ids.1, second, end..<stored.count)].map { id, place, range in
                    BlobCodec.StoredBlob(
                        id: id,
                        bytes: UnsafeRawBufferPointer(rebasing: stored[range]),
                        uncompressedLength: place.uncompressedLength
                    )
                }
                return try codec.decode(blobs, into: buffer)
            } catch {
                // One by one each copy is tried, and what is wrong with which is told.
                buffer.resize(to: start)
            }
        }
        try loadBlob(.data, ids.0, codec, into: buffer)
        try loadBlob(.data, ids.1, codec, into: buffer)
    }

    private func load(_ place: BlobLocation, into buffer: ByteBuffer) throws {
        try backend.load(
            ObjectName(.pack, place.pack),
            range: place.offset..<place.offset + place.length,
            into: buffer
        )
    }

    /// The raw JSON of a tree blob.
    package func loadTreeBytes(_ id: ObjectID, _ codec: BlobCodec) throws -> ByteBuffer {
        let buffer = ByteBuffer()
        try loadBlob(.tree, id, codec, into: buffer)
        return buffer
    }

    /// The entries of a directory.
    package func loadTree(_ id: ObjectID, _ codec: BlobCodec) throws -> [Node] {
        let json = try loadTreeBytes(id, codec)
        do {
            return try TreeDecoder.decode(json.bytes)
        } catch let error as DRError where error.object == nil {
            throw error.about("tree \(id.hex)")
        }
    }
}
