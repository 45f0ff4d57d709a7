import DRCore

/// A pull parser over JSON text: the caller asks for what it expects, and nothing is built but what it asks for.
///
/// Strict as RFC 8259 is, safe on hostile input. Every method throws `DRError(.integrity)` that names the byte offset.
/// The text must outlive the reader. Usage: `beginObject()`, then `while let key = try reader.nextKey()`, one value each.
package struct JSONReader {
    /// How deep a value that is skipped may be nested.
    package static let maximumDepth = 64

    let text: UnsafeRawBufferPointer
    /// The offset of the next byte.
    package internal(set) var position = 0
    /// Whether a container was just opened, so that its first member needs no comma.
    private var isFresh = false

    /// Makes a reader at the start of `text`.
    package init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// Enters an object.
    package mutating func beginObject() throws {
        try expect(UInt8(ascii: "{"), "an object")
        isFresh = true
    }

    /// The next key of the object entered last, or nil at its end, which is then left.
    ///
    /// The value must be read or skipped before the next call.
    package mutating func nextKey() throws -> JSONString? {
        skipSpace()
        if position < text.count, text[position] == UInt8(ascii: "}") {
            position += 1
            isFresh = false
            return nil
        }
        if !isFresh { try expect(UInt8(ascii: ","), "a comma or the end of an object") }
        isFresh = false
        let key = try string()
        try expect(UInt8(ascii: ":"), "a colon")
        return key
    }

    /// Enters an array.
    package mutating func beginArray() throws {
        try expect(UInt8(ascii: "["), "an array")
        isFresh = true
    }

    /// Whether the array entered last has another element, which must then be read or skipped; false leaves the array.
    package mutating func nextElement() throws -> Bool {
        skipSpace()
        if position < text.count, text[position] == UInt8(ascii: "]") {
            position += 1
            isFresh = false
            return false
        }
        if !isFresh { try expect(UInt8(ascii: ","), "a comma or the end of an array") }
        isFresh = false
        return true
    }

    /// Reads `null` if that is the next value; otherwise reads nothing and returns false.
    package mutating func skipNull() throws -> Bool {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: "n") else { return false }
        try expectLiteral("null")
        return true
    }

    /// Demands that nothing but white space is left.
    package mutating func end() throws {
        skipSpace()
        if position < text.count { throw failure("more text after the value") }
    }

    /// Reads a string without resolving its escapes; they are checked.
    package mutating func string() throws -> JSONString {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        let text = text
        var index = start
        var hasEscapes = false
        while true {
            while index + 8 <= text.count {
                let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let special = Self.specialBytes(word)
                guard special == 0 else {
                    index += special.trailingZeroBitCount / 8
                    break
                }
                index += 8
            }
            guard index < text.count else {
                position = text.count
                throw failure("a string without end")
            }
            switch text[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                return JSONString(raw: UnsafeRawBufferPointer(rebasing: text[start..<index]), hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard let length = Self.escapeLength(text, at: index) else {
                    position = index
                    throw failure("an unknown escape in a string")
                }
                index += length
            case 0..<0x20:
                position = index
                throw failure("a control character in a string")
            default:
                index += 1
            }
        }
    }

    /// A word whose lowest set bit marks the first quote, backslash or control character among eight bytes; 0 for none.
    @inline(__always)
    private static func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5c)
        let found = (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
        return found & (ones &* 0x80)
    }

    private static func escapeLength(_ text: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index + 1 < text.count else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            guard index + 6 <= text.count else { return nil }
            for digit in index + 2..<index + 6 where HexDigit.value(text[digit]) > 15 { return nil }
            return 6
        default:
            return nil
        }
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < text.count {
            let byte = text[position]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            position += 1
        }
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8, _ what: StaticString) throws {
        skipSpace()
        guard position < text.count, text[position] == byte else { throw failure(expected: what) }
        position += 1
    }

    mutating func expectLiteral(_ literal: StaticString) throws {
        for index in 0..<literal.utf8CodeUnitCount {
            guard position + index < text.count, text[position + index] == literal.utf8Start[index] else {
                throw failure(expected: literal)
            }
        }
        position += literal.utf8CodeUnitCount
    }

    @inline(never)
    func failure(expected what: StaticString) -> DRError {
        failure(position < text.count ? "not \(what)" : "the text ends before \(what)")
    }

    /// The error for what was found at the current offset.
    @inline(never)
    package func failure(_ what: String) -> DRError {
        DRError(.integrity, "the JSON text is damaged at byte \(position): \(what)")
    }
}
