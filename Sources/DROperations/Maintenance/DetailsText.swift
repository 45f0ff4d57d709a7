import DRCore
import DRRepository

/// Writes the details of a run: a JSON object.
enum DetailsText {
    /// The object with the members that `body` writes.
    static func object(_ body: (inout JSONWriter) -> Void) -> String {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        body(&json)
        json.endObject()
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
