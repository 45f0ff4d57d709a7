import CLinux
import DRCore
import DRRepository

/// Standard output: text, JSON objects or raw bytes, gathered into large writes.
///
/// On a terminal each line goes out at once.
final class StandardOutput {
    private let buffer = ByteBuffer(capacity: StandardOutput.limit + 4096)
    private static let limit = 1 << 16

    /// Whether a person reads it.
    let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Adds a line; the text has no newline at its end.
    func line(_ text: String) {
        buffer.append(text)
        buffer.append(UInt8(ascii: "\n"))
    }

    /// Adds a line and writes out what has gathered when it is time.
    ///
    /// - Throws: `ClosedOutput`; `DRError` when the bytes cannot be written.
    func line(checked text: String) throws {
        line(text)
        try flushIfDue()
    }

    /// Adds a JSON object with `message_type` first, on a line of its own.
    func object(_ type: StaticString, _ members: (inout JSONWriter) -> Void) throws {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("message_type")
        writer.string("\(type)")
        members(&writer)
        writer.endObject()
        buffer.append(UInt8(ascii: "\n"))
        try flushIfDue()
    }

    /// Adds bytes as they are.
    func bytes(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.count >= Self.limit {
            try flush()
            return try write(bytes)
        }
        buffer.append(bytes)
        if buffer.count >= Self.limit { try flush() }
    }

    private func flushIfDue() throws {
        if isTerminal || buffer.count >= Self.limit { try flush() }
    }

    /// Writes out what has gathered.
    func flush() throws {
        guard buffer.count > 0 else { return }
        defer { buffer.removeAll() }
        try write(buffer.bytes)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let written = CLinux.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if written >= 0 {
                done += written
                continue
            }
            switch clinux_errno() {
            case EINTR: continue
            case EPIPE: throw ClosedOutput()
            case let number: throw DRError.system("write", "standard output", errno: number)
            }
        }
    }
}
