import CLinux

/// A string as it stands in a JSON text: its bytes between the quotes, known to be well-formed.
///
/// Valid as long as the text that the reader was made over. Comparing needs no memory.
package struct JSONString {
    /// The bytes between the quotes, escapes not yet resolved.
    package let raw: UnsafeRawBufferPointer
    /// Whether `raw` holds at least one backslash.
    package let hasEscapes: Bool

    init(raw: UnsafeRawBufferPointer, hasEscapes: Bool) {
        self.raw = raw
        self.hasEscapes = hasEscapes
    }

    /// The content as raw bytes; bytes that are not UTF-8 stay as they are, a lone surrogate becomes U+FFFD.
    package var bytes: [UInt8] {
        guard hasEscapes else { return [UInt8](raw) }
        return [UInt8](unsafeUninitializedCapacity: raw.count) { space, count in
            count = Self.resolve(raw, into: space)
        }
    }

    /// The content as text; what is not UTF-8 becomes U+FFFD.
    package var string: String {
        hasEscapes ? String(decoding: bytes, as: UTF8.self) : String(decoding: raw, as: UTF8.self)
    }

    /// Whether the content is exactly `literal`.
    @inline(__always)
    package static func ~= (literal: StaticString, text: JSONString) -> Bool {
        if _slowPath(text.hasEscapes) { return text.resolvedEquals(literal) }
        return equal(text.raw, literal)
    }

    @inline(never)
    private func resolvedEquals(_ literal: StaticString) -> Bool {
        bytes.withUnsafeBytes { Self.equal($0, literal) }
    }

    @inline(__always)
    private static func equal(_ bytes: UnsafeRawBufferPointer, _ literal: StaticString) -> Bool {
        guard bytes.count == literal.utf8CodeUnitCount else { return false }
        guard let start = bytes.baseAddress else { return true }
        return memcmp(start, literal.utf8Start, bytes.count) == 0
    }

    /// Resolves the escapes of well-formed `raw`; the result is never longer than `raw`.
    private static func resolve(_ raw: UnsafeRawBufferPointer, into space: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var index = 0
        var count = 0
        while index < raw.count {
            let byte = raw[index]
            guard byte == UInt8(ascii: "\\") else {
                space[count] = byte
                count += 1
                index += 1
                continue
            }
            let letter = raw[index + 1]
            guard letter == UInt8(ascii: "u") else {
                space[count] = single(letter)
                count += 1
                index += 2
                continue
            }
            var scalar = codeUnit(raw, index + 2)
            index += 6
            if scalar & 0xf800 == 0xd800 {
                let low = pairedLow(raw, index)
                if scalar < 0xdc00, let low {
                    scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
                    index += 6
                } else {
                    scalar = 0xfffd
                }
            }
            count += UTF8Scalar.encode(scalar, to: space, at: count)
        }
        return count
    }

    private static func single(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: letter
        }
    }

    private static func codeUnit(_ raw: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<start + 4 {
            value = value << 4 | UInt32(HexDigit.value(raw[index]))
        }
        return value
    }

    private static func pairedLow(_ raw: UnsafeRawBufferPointer, _ start: Int) -> UInt32? {
        guard start + 6 <= raw.count, raw[start] == UInt8(ascii: "\\"), raw[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let low = codeUnit(raw, start + 2)
        return low & 0xfc00 == 0xdc00 ? low : nil
    }
}
