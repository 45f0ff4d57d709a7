import DRCore
import DRRepository

/// The lines of `--json` output.
struct JSONLines {
    /// The `message_type` of each line.
    let types: [String]
    /// The numbers in each line, by their names.
    let numbers: [[String: Int]]

    /// Reads each line as one JSON object.
    ///
    /// - Throws: `DRError` for a line that is none, or has no `message_type`.
    init(_ lines: [String]) throws {
        let read = try lines.map { line in
            let bytes = ByteBuffer(line.utf8)
            var reader = JSONReader(bytes.bytes)
            var type: String?
            var numbers: [String: Int] = [:]
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "message_type": type = try reader.string().string
                default: numbers[key.string] = Int(String(decoding: try reader.rawValue(), as: UTF8.self))
                }
            }
            try reader.end()
            guard let type else { throw DRError(.failed, "a line without message_type", object: line) }
            return (type, numbers)
        }
        types = read.map(\.0)
        numbers = read.map(\.1)
    }
}
