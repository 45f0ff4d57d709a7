import DRCore
import DRRepository

/// What is asked of a service of the write-ahead log; a line of JSON on its socket.
struct WALRequest: Sendable, Equatable {
    /// What is wanted.
    enum Verb: String, Sendable {
        /// Store the file of a path.
        case push
        /// Write the file of a name to the descriptor that comes with the request.
        case get
        /// Say that somebody listens.
        case ping
    }

    var verb: Verb
    /// The path, or the name.
    var file = ""
    /// The cluster; 0 when the asker does not know it.
    var cluster: UInt64 = 0
    /// When an unfinished segment is handed out.
    var partial = PartialPolicy.auto
    /// Seconds in which what fails is tried again.
    var patience = 0.0

    /// The line, with its end.
    var line: ByteBuffer {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("verb")
        json.string(verb.rawValue)
        json.key("file")
        json.string(file)
        json.key("cluster")
        json.number(cluster)
        json.key("partial")
        json.string(partial.rawValue)
        json.key("patience")
        json.number(UInt64(max(patience, 0)))
        json.endObject()
        buffer.append(UInt8(ascii: "\n"))
        return buffer
    }

    init(_ verb: Verb, file: String = "", cluster: UInt64 = 0) {
        self.verb = verb
        self.file = file
        self.cluster = cluster
    }

    /// Reads a line.
    ///
    /// - Throws: `DRError` when it is none of ours.
    init(_ line: UnsafeRawBufferPointer) throws {
        self.init(.ping)
        var reader = JSONReader(line)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "verb":
                let word = try reader.string().string
                guard let verb = Verb(rawValue: word) else { throw reader.failure("an unknown verb") }
                self.verb = verb
            case "file": file = try reader.string().string
            case "cluster": cluster = try reader.uint64()
            case "partial": partial = PartialPolicy(rawValue: try reader.string().string) ?? .auto
            case "patience": patience = Double(try reader.uint64())
            default: try reader.skipValue()
            }
        }
        try reader.end()
    }
}
