import DRCore

/// What a service of the write-ahead log answers; a line on its socket.
package enum WALAnswer: Sendable {
    /// The repository holds the file; whether it was new.
    case stored(isNew: Bool)
    /// The file comes with the answer, as a descriptor.
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
    package var line: ByteBuffer {
        var message = SocketMessage(word)
        if case .failed(let error) = self {
            message["code"] = String(error.code.rawValue)
            message["message"] = error.message
            message["object"] = error.object
            message["hint"] = error.hint
        }
        return message.line
    }

    /// Reads a line.
    ///
    /// - Throws: `DRError` when it is none of ours.
    package init(_ line: UnsafeRawBufferPointer) throws {
        let message = try SocketMessage(line)
        switch message.word {
        case "stored": self = .stored(isNew: true)
        case "known": self = .stored(isNew: false)
        case "found": self = .found
        case "absent": self = .absent
        case "listening": self = .listening
        case "failed":
            let code = message["code"].flatMap { Int32($0) }.flatMap { DRError.Code(rawValue: $0) }
            self = .failed(
                DRError(
                    code ?? .failed,
                    message["message"] ?? "failed",
                    object: message["object"],
                    hint: message["hint"]
                )
            )
        default: throw SocketMessage.foreign
        }
    }
}
