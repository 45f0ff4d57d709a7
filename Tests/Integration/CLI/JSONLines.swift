import DRCore
import DRRepository

/// The lines of `--json` output.
struct JSONLines {
    /// The `message_type` of each line.
    let types: [String]

    /// Reads each line as one JSON object.
    ///
    /// - Throws: `DRError` for a line that is none, or has no `message_type`.
    init(_ lines: [String]) throws {
        types = try lines.map { line in
            let bytes = ByteBuffer(line.utf8)
            var reader = JSONReader(bytes.bytes)
            var type: String?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "message_type": type = try reader.string().string
                default: try reader.skipValue()
                }
            }
            try reader.end()
            guard let type else { throw DRError(.failed, "a line without message_type", object: line) }
            return type
        }
    }
}
