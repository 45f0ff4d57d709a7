import DRCore
import DRRepository
import DRStorage

/// What one thread needs to store pieces of the log, used for one batch after the other.
final class WALCodec: @unchecked Sendable {
    private let codec: BlobCodec
    private let space = ByteBuffer()

    init(_ repository: Repository, _ options: WriteOptions) throws {
        codec = try repository.makeCodec(options)
    }

    /// Stores two neighbouring pieces, or the last one alone; their ids.
    ///
    /// They are hashed side by side, which takes little longer than one. Pages repeat at a distance, so only long matches are
    /// looked for.
    ///
    /// - Parameter inHaste: of each file only the first piece is read back (decision 0012).
    func store(
        _ file: WALFileContent,
        _ pieces: ArraySlice<Range<Int>>,
        inHaste: Bool,
        _ writer: BlobWriter
    ) throws -> [ObjectID] {
        let start = pieces.first?.lowerBound ?? 0
        let bytes = try file.read(start..<(pieces.last?.upperBound ?? start), into: space)
        let parts = pieces.map { piece in
            UnsafeRawBufferPointer(rebasing: bytes[piece.lowerBound - start..<piece.upperBound - start])
        }
        let ids = codec.contentHasher.hash(parts)
        for (piece, (part, id)) in zip(pieces, zip(parts, ids)) {
            codec.readsBack = !inHaste || piece.lowerBound == 0
            _ = try writer.save(.data, part, id: id, codec, isBulk: true)
        }
        return ids
    }
}
