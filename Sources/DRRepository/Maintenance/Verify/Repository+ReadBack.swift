import DRCore
import DRStorage

extension Repository {
    /// Reads packs completely and checks every byte: their names, their blobs, and that the index names each blob at its
    /// place; made for packs that were just written, whose blobs are in the index.
    ///
    /// - Returns: what is wrong, a line for each pack; empty when all is well.
    /// - Throws: `StorageFailure` when a pack cannot be reached; the cancellation's error.
    package func readBack(_ packs: [ObjectID], cancellation: Cancellation) throws -> [String] {
        let examiner = try PackExaminer(self, cancellation, MaintenanceProgress())
        let codec = try makeCodec()
        return try packs.compactMap { id in
            try cancellation.check()
            let object = ObjectName(.pack, id).description
            do {
                let size = try backend.size(of: ObjectName(.pack, id))
                let content = BlobIndex.PackContent(id: id, entries: try loadEntries(id, size: size, codec))
                let findings = try examiner.examine(content, size: size)
                let lost = content.entries.first { !isIndexed($0, in: id) }
                guard let reason = findings.reasons.first ?? lost.map({ "the index lacks blob \($0.id.short)" }) else {
                    return nil
                }
                return "\(object): \(reason)"
            } catch let error as DRError where error.code == .integrity {
                return "\(object): \(error.message)"
            } catch let failure as StorageFailure where failure.reason == .notFound {
                return "\(object): it is not there"
            }
        }
    }

    /// The blobs of a pack as its own header lists them.
    private func loadEntries(_ id: ObjectID, size: Int, _ codec: BlobCodec) throws -> [PackHeader.Entry] {
        let name = ObjectName(.pack, id)
        guard size >= PackHeader.lengthField + Sealer.overhead else {
            throw DRError(.integrity, "it is only \(size) bytes long")
        }
        let field = ByteBuffer()
        try backend.load(name, range: size - PackHeader.lengthField..<size, into: field)
        let length = Int(UInt32(littleEndian: field.bytes.loadUnaligned(as: UInt32.self)))
        let end = size - PackHeader.lengthField
        guard (Sealer.overhead...min(PackHeader.limit, end)).contains(length) else {
            throw DRError(.integrity, "its header would be \(length) bytes long")
        }
        let sealed = ByteBuffer()
        try backend.load(name, range: end - length..<end, into: sealed)
        let header = ByteBuffer()
        try codec.sealer.open(sealed.bytes, into: header)
        return try PackHeader.parse(header.bytes, contentLength: end - length)
    }

    private func isIndexed(_ entry: PackHeader.Entry, in pack: ObjectID) -> Bool {
        index.locations(entry.type, entry.id).contains {
            $0.pack == pack && $0.offset == entry.offset && $0.length == entry.length
        }
    }
}
