import DRCore

/// What is asked of a service of the write-ahead log; a line on its socket.
package struct WALRequest: Sendable, Equatable {
    /// What is wanted.
    package enum Verb: String, Sendable {
        /// Store the file of a path.
        case push
        /// Hand out the file of a name.
        case get
        /// Say that somebody listens.
        case ping
    }

    /// What is wanted.
    package var verb: Verb
    /// The path, or the name.
    package var file = ""
    /// The cluster; 0 when the asker does not know it.
    package var cluster: UInt64 = 0
    /// The data directory of the server that asks, whose cluster is meant when none is named; empty when unknown.
    package var server = ""
    /// The directory that the file goes to; empty when unknown.
    package var folder = ""
    /// When an unfinished segment is handed out.
    package var partial = PartialPolicy.auto
    /// Seconds in which what fails is tried again.
    package var patience = 0.0

    /// The line, with its end.
    package var line: ByteBuffer {
        var message = SocketMessage(verb.rawValue)
        message["file"] = file
        message["cluster"] = cluster == 0 ? nil : String(cluster)
        message["server"] = server
        message["folder"] = folder
        message["partial"] = partial.rawValue
        message["patience"] = String(UInt64(max(patience, 0)))
        return message.line
    }

    /// The directory of a path, from the root: the service has another working directory.
    static func folder(of path: String) throws -> String {
        try AbsolutePath.of(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
    }

    /// Asks for nothing yet.
    package init(_ verb: Verb, file: String = "", cluster: UInt64 = 0) {
        self.verb = verb
        self.file = file
        self.cluster = cluster
    }

    /// Reads a line.
    ///
    /// - Throws: `DRError` when it is none of ours.
    package init(_ line: UnsafeRawBufferPointer) throws {
        let message = try SocketMessage(line)
        guard let verb = Verb(rawValue: message.word) else { throw SocketMessage.foreign }
        self.init(verb)
        func read<Value>(_ name: String, _ missing: Value, _ parse: (String) -> Value?) throws -> Value {
            guard let text = message[name] else { return missing }
            guard let value = parse(text) else { throw SocketMessage.foreign }
            return value
        }
        file = message["file"] ?? ""
        server = message["server"] ?? ""
        folder = message["folder"] ?? ""
        cluster = try read("cluster", 0) { UInt64($0) }
        partial = try read("partial", .auto) { PartialPolicy(rawValue: $0) }
        patience = try read("patience", 0) { text in UInt64(text).map { Double($0) } }
    }
}
