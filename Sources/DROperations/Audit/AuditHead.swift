import DRCore
import DRRepository
import DRStorage

/// The end of an audit log: whoever knows it can tell whether anything before it was changed or cut off.
package struct AuditHead: Sendable, Equatable {
    /// The host whose log it is.
    package var host: String
    /// The number of the last entry, 0 for an empty log.
    package var sequence: UInt64
    /// The hash of the last entry; zeros for an empty log.
    package var hash: ObjectID
    /// When the last entry was written.
    package var time: Timestamp?

    /// What stands in place of a hash where there is no entry.
    package static let noHash = [UInt8](repeating: 0, count: ObjectID.byteCount).withUnsafeBytes { ObjectID(bytes: $0) }

    /// The head of a log without entries.
    package static func empty(host: String) -> AuditHead { AuditHead(host: host, sequence: 0, hash: noHash) }

    /// Names the end of a log.
    package init(host: String, sequence: UInt64, hash: ObjectID, time: Timestamp? = nil) {
        self.host = host
        self.sequence = sequence
        self.hash = hash
        self.time = time
    }

    /// Reads a head that `json` wrote; unknown keys are skipped.
    ///
    /// - Throws: `DRError` (integrity) for anything else.
    package init(json: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(json)
        var host: String?
        var sequence: UInt64?
        var hash: ObjectID?
        var time: Timestamp?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "host": host = try reader.string().string
            case "sequence": sequence = try reader.uint64()
            case "hash": hash = try reader.objectID()
            case "time": time = try reader.timestamp()
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let host, let sequence, let hash else { throw reader.failure("the head of an audit log lacks a key") }
        self.init(host: host, sequence: sequence, hash: hash, time: time)
    }

    /// The head as a line of JSON.
    package var json: [UInt8] {
        let buffer = ByteBuffer()
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("host")
        writer.string(host)
        writer.key("sequence")
        writer.number(sequence)
        writer.key("hash")
        writer.id(hash)
        if let time {
            writer.key("time")
            writer.time(time)
        }
        writer.endObject()
        buffer.append(UInt8(ascii: "\n"))
        return buffer.array
    }
}
