import DRCore
import DRStorage

extension JSONReader {
    /// Reads a whole number of 0 to 2^64-1, exactly.
    package mutating func uint64() throws -> UInt64 {
        skipSpace()
        return try digits()
    }

    /// Reads a whole number of -2^63 to 2^63-1, exactly.
    package mutating func int64() throws -> Int64 {
        skipSpace()
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let magnitude = try digits()
        if isNegative, magnitude <= 1 << 63 { return Int64(truncatingIfNeeded: 0 &- magnitude) }
        guard let value = Int64(exactly: magnitude), !isNegative else { throw failure("a number out of range") }
        return value
    }

    /// Reads a whole number that fits the type, exactly.
    package mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws -> Value {
        let value = Value.isSigned ? try Value(exactly: int64()) : try Value(exactly: uint64())
        guard let value else { throw failure("a number out of range") }
        return value
    }

    private mutating func digits() throws -> UInt64 {
        let text = text
        let start = position
        var index = start
        var value: UInt64 = 0
        while index < text.count {
            let digit = UInt64(text[index]) &- 0x30
            guard digit < 10 else { break }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if overflowed || carried { throw failure("a number out of range") }
            value = sum
            index += 1
        }
        guard index > start else { throw failure(expected: "a whole number") }
        if index - start > 1, text[start] == UInt8(ascii: "0") { throw failure("a number with a leading zero") }
        if index < text.count {
            switch text[index] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw failure("not a whole number")
            default: break
            }
        }
        position = index
        return value
    }

    /// Reads `true` or `false`.
    package mutating func bool() throws -> Bool {
        skipSpace()
        guard position < text.count else { throw failure(expected: "true or false") }
        if text[position] == UInt8(ascii: "t") {
            try expectLiteral("true")
            return true
        }
        try expectLiteral("false")
        return false
    }

    /// Reads 64 hexadecimal digits in a string.
    package mutating func objectID() throws -> ObjectID {
        let value = try string()
        guard let id = ObjectID(hex: value.raw) else { throw failure("not an id of 64 hexadecimal digits") }
        return id
    }

    /// Reads an RFC 3339 time in a string.
    package mutating func timestamp() throws -> Timestamp {
        let value = try string()
        guard let instant = RFC3339.parse(value.raw) else { throw failure("not an RFC 3339 time") }
        return instant
    }

    /// Reads an RFC 3339 time in a string, with the offset of its clock in seconds east of UTC.
    package mutating func timestampWithOffset() throws -> (instant: Timestamp, utcOffset: Int32) {
        let value = try string()
        guard let time = RFC3339.parseWithOffset(value.raw) else { throw failure("not an RFC 3339 time") }
        return time
    }

    /// Reads padded standard base64 in a string.
    package mutating func base64() throws -> [UInt8] {
        let value = try string()
        guard let bytes = value.hasEscapes ? value.bytes.withUnsafeBytes(Base64.decode) : Base64.decode(value.raw)
        else {
            throw failure("not base64")
        }
        return bytes
    }

    /// Reads an array of strings; `null` is an empty one.
    package mutating func strings() throws -> [String] {
        var list: [String] = []
        if try skipNull() { return list }
        try beginArray()
        while try nextElement() { list.append(try string().string) }
        return list
    }
}
