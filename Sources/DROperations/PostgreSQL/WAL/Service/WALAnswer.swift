import DRCore
import DRRepository

/// What a service of the write-ahead log answers; a line of JSON on its socket.
package enum WALAnswer: Sendable {
    /// The repository holds the file; whether it was new.
    case stored(isNew: Bool)
    /// The file was written to the descriptor.
    case found
    /// The log certainly does not hold the file.
    case absent
    /// Somebody listens.
    case listening
    /// It could not be done.
    case failed(DRError)

    private var word: String {
        switch self {
        case .stored(let isNew): isNew ? "stored" : "known"
        case .found: "found"
        case .absent: "absent"
        case .listening: "listening"
        case .failed: "failed"
        }
    }

    /// The line, with its end.
    var line: ByteBuffer {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("answer")
        json.string(word)
        if case .failed(let error) = self {
            json.key("code")
            json.number(Int(error.code.rawValue))
            json.key("message")
            json.string(error.message)
            json.key("object")
            json.string(error.object ?? "")
            json.key("hint")
            json.string(error.hint ?? "")
        }
        json.endObject()
        buffer.append(UInt8(ascii: "\n"))
        return buffer
    }

    /// Reads a line.
    ///
    /// - Throws: `DRError` when it is none of ours.
    init(_ line: UnsafeRawBufferPointer) throws {
        var word = ""
        var code = DRError.Code.failed
        var texts = ["message": "", "object": "", "hint": ""]
        var reader = JSONReader(line)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "answer": word = try reader.string().string
            case "code": code = DRError.Code(rawValue: Int32(clamping: try reader.int64())) ?? .failed
            case "message": texts["message"] = try reader.string().string
            case "object": texts["object"] = try reader.string().string
            case "hint": texts["hint"] = try reader.string().string
            default: try reader.skipValue()
            }
        }
        try reader.end()
        switch word {
        case "stored": self = .stored(isNew: true)
        case "known": self = .stored(isNew: false)
        case "found": self = .found
        case "absent": self = .absent
        case "listening": self = .listening
        case "failed":
            func text(_ key: String) -> String? { texts[key].flatMap { $0.isEmpty ? nil : $0 } }
            self = .failed(DRError(code, text("message") ?? "failed", object: text("object"), hint: text("hint")))
        default: throw reader.failure("an unknown answer")
        }
    }
}
