import CLinux
import DRCore
import Synchronization

/// The arguments of the process, whatever bytes they have.
///
/// Strings hold no invalid UTF-8, and paths do. A byte that is not part of a character stands for itself as one of the last private
/// characters of Unicode on its way through the parser, and `PathArgument` turns it back.
enum ByteArguments {
    /// What is added to a byte from 0x80 on to make a private character of it: U+10FF00 to U+10FF7F.
    private static let base: UInt32 = 0x10_FE80

    /// Escaped arguments that are still waiting for somebody who reads bytes.
    private static let waiting = Mutex<[String]>([])

    /// The arguments after the name of the program.
    static func read() -> [String] {
        (1..<max(Int(CommandLine.argc), 1)).compactMap { number in
            guard let text = CommandLine.unsafeArgv[number] else { return nil }
            return escape(UnsafeRawBufferPointer(start: text, count: strlen(text)))
        }
    }

    /// The argument as the parser takes it.
    static func escape(_ bytes: UnsafeRawBufferPointer) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isEscape) {
            return text
        }
        var text = String.UnicodeScalarView()
        var rest = bytes[...]
        while let byte = rest.first {
            // The longest well-formed character is what decodes; anything else goes byte by byte.
            let length = (1...4).first { length in
                length <= rest.count && String(validating: rest.prefix(length), as: UTF8.self) != nil
            }
            if let length, let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first,
                !isEscape(scalar)
            {
                text.append(scalar)
                rest = rest.dropFirst(length)
            } else if let scalar = Unicode.Scalar(base + UInt32(byte)) {
                text.append(scalar)
                rest = rest.dropFirst()
            }
        }
        let escaped = String(text)
        waiting.withLock { $0.append(escaped) }
        return escaped
    }

    /// The bytes of an argument, or of a part of one; notes that somebody reads them.
    static func bytes(of text: String) -> [UInt8] {
        guard text.unicodeScalars.contains(where: isEscape) else { return Array(text.utf8) }
        waiting.withLock { $0.removeAll { $0.hasSuffix(text) } }
        return text.unicodeScalars.flatMap { scalar in
            isEscape(scalar)
                ? [UInt8(scalar.value - base)] : Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Refuses arguments that are not UTF-8 where nobody reads bytes.
    ///
    /// - Throws: `DRError` (usage) naming the argument.
    static func requireAllRead() throws {
        guard let text = waiting.withLock({ $0.first }) else { return }
        throw DRError(
            .usage,
            "the argument is not valid UTF-8",
            object: String(decoding: bytes(of: text), as: UTF8.self),
            hint: "other bytes are taken in the paths to back up and in patterns"
        )
    }

    private static func isEscape(_ scalar: Unicode.Scalar) -> Bool {
        (base + 0x80...base + 0xFF).contains(scalar.value)
    }
}
