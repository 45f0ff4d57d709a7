import DRCore
import DRRepository

/// Objects of JSON, a line each.
enum JSONLine {
    /// Adds an object and the end of its line.
    static func append(to buffer: ByteBuffer, _ members: (inout JSONWriter) throws -> Void) rethrows {
        var json = JSONWriter(buffer)
        json.beginObject()
        try members(&json)
        json.endObject()
        buffer.append(UInt8(ascii: "\n"))
    }
}
