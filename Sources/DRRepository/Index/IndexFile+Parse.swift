import DRCore
import DRStorage

extension IndexFile {
    /// Calls `visit` with each pack that an index file lists, as one with its blobs in the order of the file.
    ///
    /// Packs that are marked for deletion (`packs_to_delete`, a member that rustic writes) are passed over: their
    /// blobs must not be used. The very old form without an enclosing object is read too.
    ///
    /// - Throws: `DRError` (integrity) for damaged JSON and impossible places.
    package static func parse(
        _ json: UnsafeRawBufferPointer,
        _ visit: (BlobIndex.PackContent) throws -> Void
    ) throws {
        var reader = JSONReader(json)
        if let first = json.first(where: { $0 > 0x20 }), first == UInt8(ascii: "[") {
            try parsePacks(&reader, visit)
            return try reader.end()
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "packs": if try !reader.skipNull() { try parsePacks(&reader, visit) }
            default: try reader.skipValue()
            }
        }
        try reader.end()
    }

    private static func parsePacks(
        _ reader: inout JSONReader,
        _ visit: (BlobIndex.PackContent) throws -> Void
    ) throws {
        try reader.beginArray()
        while try reader.nextElement() {
            var id: ObjectID?
            var entries: [PackHeader.Entry] = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "id": id = try reader.objectID()
                case "blobs":
                    guard try !reader.skipNull() else { continue }
                    try reader.beginArray()
                    while try reader.nextElement() { entries.append(try parseBlob(&reader)) }
                default: try reader.skipValue()
                }
            }
            guard let id else { throw reader.failure("a pack without id in an index") }
            try visit(BlobIndex.PackContent(id: id, entries: entries))
        }
    }

    private static func parseBlob(_ reader: inout JSONReader) throws -> PackHeader.Entry {
        var id: ObjectID?
        var type: BlobType?
        var offset: UInt64 = 0
        var length: UInt64 = 0
        var uncompressedLength: UInt64 = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "id": id = try reader.objectID()
            case "type":
                switch try reader.string() {
                case "data": type = .data
                case "tree": type = .tree
                default: throw reader.failure("an unknown blob type in an index")
                }
            case "offset": offset = try reader.uint64()
            case "length": length = try reader.uint64()
            case "uncompressed_length": uncompressedLength = try reader.uint64()
            default: try reader.skipValue()
            }
        }
        let limit = UInt64(UInt32.max)
        guard let id, let type, offset <= limit, length <= limit, uncompressedLength <= limit,
            length >= UInt64(Sealer.overhead), offset + length <= limit
        else { throw reader.failure("an impossible blob in an index") }
        return PackHeader.Entry(
            id: id,
            type: type,
            offset: Int(offset),
            length: Int(length),
            uncompressedLength: Int(uncompressedLength)
        )
    }
}
