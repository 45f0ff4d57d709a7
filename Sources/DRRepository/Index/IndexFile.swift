import DRCore
import DRStorage

/// The JSON of an index file (restic repository format, "Indexing").
package enum IndexFile {
    /// Appends the index of `packs` to `buffer`.
    package static func encode(_ packs: [BlobIndex.PackContent], into buffer: ByteBuffer) {
        buffer.append("{\"packs\":[")
        for (number, pack) in packs.enumerated() {
            buffer.append(number == 0 ? "{\"id\":\"" : ",{\"id\":\"")
            pack.id.appendHex(to: buffer)
            buffer.append("\",\"blobs\":[")
            for (position, entry) in pack.entries.enumerated() {
                if position > 0 { buffer.append(UInt8(ascii: ",")) }
                encode(entry, into: buffer)
            }
            buffer.append("]}")
        }
        buffer.append("]}\n")
    }

    private static func encode(_ entry: PackHeader.Entry, into buffer: ByteBuffer) {
        buffer.append("{\"id\":\"")
        entry.id.appendHex(to: buffer)
        buffer.append(entry.type == .data ? "\",\"type\":\"data\",\"offset\":" : "\",\"type\":\"tree\",\"offset\":")
        buffer.append(String(entry.offset))
        buffer.append(",\"length\":")
        buffer.append(String(entry.length))
        if entry.uncompressedLength != 0 {
            buffer.append(",\"uncompressed_length\":")
            buffer.append(String(entry.uncompressedLength))
        }
        buffer.append(UInt8(ascii: "}"))
    }
}
