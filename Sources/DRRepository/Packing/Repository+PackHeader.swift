import DRCore
import DRStorage

extension Repository {
    /// The blobs of a pack as its own header lists them.
    ///
    /// - Parameter size: the bytes that the storage says the pack has.
    /// - Throws: `DRError` (integrity) when the header is damaged; `StorageFailure`.
    func loadPackHeader(_ id: ObjectID, size: Int, _ codec: BlobCodec) throws -> [PackHeader.Entry] {
        let name = ObjectName(.pack, id)
        func damaged(_ message: String) -> DRError { DRError(.integrity, message, object: name.description) }
        guard size >= PackHeader.lengthField + Sealer.overhead else {
            throw damaged("\(size) bytes are too few for a pack")
        }
        let field = ByteBuffer()
        try backend.load(name, range: size - PackHeader.lengthField..<size, into: field)
        let bytes = field.bytes
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
        let contentLength = size - PackHeader.lengthField - length
        guard length >= Sealer.overhead, length <= PackHeader.limit, contentLength >= 0 else {
            throw damaged("the pack header is damaged: it cannot be \(length) bytes long")
        }
        let stored = ByteBuffer()
        try backend.load(name, range: contentLength..<contentLength + length, into: stored)
        let header = ByteBuffer()
        do {
            try codec.sealer.open(stored.bytes, into: header)
            return try PackHeader.parse(header.bytes, contentLength: contentLength)
        } catch let error as DRError {
            throw damaged("the pack header is damaged: \(error.message)")
        }
    }
}
