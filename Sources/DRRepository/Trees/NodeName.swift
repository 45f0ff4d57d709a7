/// Names of directory entries in tree blobs: quoted as Go's `strconv.Quote` does, without the outer quotes, then as a
/// JSON string (restic repository format, "Trees and Data").
///
/// So any bytes can be kept; what is not valid UTF-8 or not printable is written as an escape.
package enum NodeName {
    /// Whether `name` can be one entry of a directory: not empty, not "." or "..", without "/" and NUL.
    package static func isValid(_ name: UnsafeRawBufferPointer) -> Bool {
        let dot = UInt8(ascii: ".")
        switch name.count {
        case 0: return false
        case 1 where name[0] == dot: return false
        case 2 where name[0] == dot && name[1] == dot: return false
        default: break
        }
        for byte in name where byte == 0 || byte == UInt8(ascii: "/") { return false }
        return true
    }

    /// Writes `name` with both layers of quoting and the quotes of JSON; at most 6 bytes for each of its bytes, and two.
    static func write(_ name: UnsafeRawBufferPointer, to cursor: inout JSONCursor) {
        cursor.byte(UInt8(ascii: "\""))
        var index = 0
        while index < name.count {
            let byte = name[index]
            if byte < 0x7f, JSONCursor.isPlain(byte) {
                cursor.byte(byte)
                index += 1
            } else if byte < 0x80 {
                writeASCII(byte, to: &cursor)
                index += 1
            } else if let (scalar, length) = UTF8Scalar.decode(name, at: index) {
                if PrintableScalars.contains(scalar) {
                    cursor.raw(UnsafeRawBufferPointer(rebasing: name[index..<index + length]))
                } else if scalar < 0x10000 {
                    cursor.literal("\\\\u")
                    hex(scalar, 4, &cursor)
                } else {
                    cursor.literal("\\\\U")
                    hex(scalar, 8, &cursor)
                }
                index += length
            } else {
                cursor.literal("\\\\x")
                hex(UInt32(byte), 2, &cursor)
                index += 1
            }
        }
        cursor.byte(UInt8(ascii: "\""))
    }

    private static func writeASCII(_ byte: UInt8, to cursor: inout JSONCursor) {
        switch byte {
        case UInt8(ascii: "\""): cursor.literal("\\\\\\\"")
        case UInt8(ascii: "\\"): cursor.literal("\\\\\\\\")
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): cursor.escape(byte)
        case 0x07: cursor.literal("\\\\a")
        case 0x08: cursor.literal("\\\\b")
        case 0x09: cursor.literal("\\\\t")
        case 0x0a: cursor.literal("\\\\n")
        case 0x0b: cursor.literal("\\\\v")
        case 0x0c: cursor.literal("\\\\f")
        case 0x0d: cursor.literal("\\\\r")
        default:
            cursor.literal("\\\\x")
            hex(UInt32(byte), 2, &cursor)
        }
    }

    private static func hex(_ value: UInt32, _ digits: UInt32, _ cursor: inout JSONCursor) {
        for place in (0..<digits).reversed() {
            cursor.byte(HexDigit.digit(UInt8(truncatingIfNeeded: value >> (place * 4) & 15)))
        }
    }

    /// The name that a JSON string of a tree holds, or nil when its inner quoting is wrong.
    static func read(_ text: JSONString) -> [UInt8]? {
        // A backslash of the inner quoting is itself escaped in JSON.
        text.hasEscapes ? text.bytes.withUnsafeBytes(unquote) : [UInt8](text.raw)
    }

    /// Resolves the inner quoting as Go's `strconv.Unquote` does; nil when it is wrong.
    package static func unquote(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var name: [UInt8] = []
        name.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") { return nil }
            if byte != UInt8(ascii: "\\") {
                name.append(byte)
                continue
            }
            guard index < text.count else { return nil }
            let letter = text[index]
            index += 1
            switch letter {
            case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
                guard let value = number(text, index, digits, radix: 16) else { return nil }
                index += digits
                if digits == 2 {
                    name.append(UInt8(truncatingIfNeeded: value))
                } else {
                    guard let scalar = Unicode.Scalar(value) else { return nil }
                    name.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                guard let value = number(text, index - 1, 3, radix: 8), value < 256 else { return nil }
                index += 2
                name.append(UInt8(truncatingIfNeeded: value))
            default:
                guard let value = single(letter) else { return nil }
                name.append(value)
            }
        }
        return name
    }

    private static func single(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0b
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): letter
        default: nil
        }
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ digits: Int, radix: UInt32) -> UInt32? {
        guard text.count - start >= digits else { return nil }
        var value: UInt32 = 0
        for index in start..<start + digits {
            let digit = UInt32(HexDigit.value(text[index]))
            guard digit < radix else { return nil }
            value = value &* radix &+ digit
        }
        return value
    }
}
