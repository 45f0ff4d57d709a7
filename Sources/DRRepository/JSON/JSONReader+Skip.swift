import DRCore

extension JSONReader {
    /// Reads past one value of any kind, checking that it is well-formed and nested at most `maximumDepth` deep.
    package mutating func skipValue() throws {
        try skipValue(depth: 0)
    }

    /// Reads past one value and returns its text as it stands; valid as long as the text of the reader.
    package mutating func rawValue() throws -> UnsafeRawBufferPointer {
        skipSpace()
        let start = position
        try skipValue(depth: 0)
        return UnsafeRawBufferPointer(rebasing: text[start..<position])
    }

    private mutating func skipValue(depth: Int) throws {
        guard depth < Self.maximumDepth else { throw failure("values nested more than \(Self.maximumDepth) deep") }
        skipSpace()
        guard position < text.count else { throw failure(expected: "a value") }
        switch text[position] {
        case UInt8(ascii: "{"):
            try beginObject()
            while try nextKey() != nil { try skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            try beginArray()
            while try nextElement() { try skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try expectLiteral("true")
        case UInt8(ascii: "f"): try expectLiteral("false")
        case UInt8(ascii: "n"): try expectLiteral("null")
        default: try skipNumber()
        }
    }

    private mutating func skipNumber() throws {
        if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
        let start = position
        try skipDigits()
        if position - start > 1, text[start] == UInt8(ascii: "0") { throw failure("a number with a leading zero") }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws {
        let start = position
        while position < text.count, text[position] &- 0x30 < 10 { position += 1 }
        if position == start { throw failure(expected: "a value") }
    }
}
