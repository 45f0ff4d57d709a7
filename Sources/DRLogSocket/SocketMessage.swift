import DRCore

/// A word with named fields: a line on the socket of the service, with tabs between its parts.
///
/// The client links nothing but this and the system library, so that a server can start it for every segment.
struct SocketMessage: Equatable {
    /// What it is.
    let word: String
    /// What belongs to it; empty fields are as good as none.
    var fields: [String: String] = [:]

    init(_ word: String) {
        self.word = word
    }

    /// A field that is not empty.
    subscript(_ name: String) -> String? {
        get { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
        set { fields[name] = newValue }
    }

    /// The line, with its end.
    var line: ByteBuffer {
        let buffer = ByteBuffer()
        buffer.append(word)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            buffer.append(Self.separator)
            buffer.append(name)
            buffer.append(UInt8(ascii: "="))
            for byte in value.utf8 { Self.escape(byte, to: buffer) }
        }
        buffer.append(Self.end)
        return buffer
    }

    /// Reads a line.
    ///
    /// - Throws: `DRError` when it is none of ours.
    init(_ line: UnsafeRawBufferPointer) throws {
        guard line.last == Self.end else { throw Self.foreign }
        var parts = line.dropLast().split(separator: Self.separator, omittingEmptySubsequences: false)[...]
        guard let first = parts.popFirst(), let word = String(validating: first, as: UTF8.self), !word.isEmpty else {
            throw Self.foreign
        }
        self.word = word
        for part in parts {
            guard let mark = part.firstIndex(of: UInt8(ascii: "=")),
                let name = String(validating: part[..<mark], as: UTF8.self),
                let value = Self.unescape(part[(mark + 1)...])
            else { throw Self.foreign }
            fields[name] = value
        }
    }

    static let foreign = DRError(.failed, "what came over the socket of the service cannot be read")

    private static let separator = UInt8(ascii: "\t")
    private static let end = UInt8(ascii: "\n")
    private static let mark = UInt8(ascii: "\\")
    private static let escapes: [(byte: UInt8, letter: UInt8)] = [
        (separator, UInt8(ascii: "t")), (end, UInt8(ascii: "n")), (mark, mark),
    ]

    private static func escape(_ byte: UInt8, to buffer: ByteBuffer) {
        guard let escape = escapes.first(where: { $0.byte == byte }) else { return buffer.append(byte) }
        buffer.append(mark)
        buffer.append(escape.letter)
    }

    private static func unescape(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
        var plain: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == mark else {
                plain.append(byte)
                continue
            }
            guard let letter = rest.popFirst(), let escape = escapes.first(where: { $0.letter == letter }) else {
                return nil
            }
            plain.append(escape.byte)
        }
        return String(validating: plain, as: UTF8.self)
    }
}
