import DRCore
import DRStorage

/// A place in memory where JSON tokens are written one after the other; the caller made room for them.
struct JSONCursor {
    /// The most bytes that one byte of a string becomes.
    static let escapeFactor = 6

    var next: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(endOf buffer: ByteBuffer) {
        next = (buffer.base + buffer.count).assumingMemoryBound(to: UInt8.self)
    }

    /// Counts what was written as part of `buffer`, at whose end this cursor began.
    @inline(__always)
    func commit(to buffer: ByteBuffer) {
        buffer.resize(to: UnsafeRawPointer(next) - UnsafeRawPointer(buffer.base))
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        next.pointee = byte
        next += 1
    }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        next.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        next += text.utf8CodeUnitCount
    }

    @inline(__always)
    mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(next).copyMemory(from: source, byteCount: bytes.count)
        next += bytes.count
    }

    /// Writes at most 20 digits.
    mutating func decimal(_ value: UInt64) {
        var count = 1
        var limit: UInt64 = 10
        while count < 20, value >= limit {
            count += 1
            if count < 20 { limit &*= 10 }
        }
        var rest = value
        var index = count
        while index > 0 {
            index -= 1
            let quotient = rest / 10
            next[index] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) &+ 0x30
            rest = quotient
        }
        next += count
    }

    /// Writes an id in quotes, 66 bytes.
    @inline(__always)
    mutating func id(_ id: ObjectID) {
        byte(UInt8(ascii: "\""))
        id.writeHex(to: UnsafeMutableRawBufferPointer(start: next, count: 64))
        next += 64
        byte(UInt8(ascii: "\""))
    }

    /// Writes a time in UTC in quotes, at most `RFC3339.maximumCount + 2` bytes.
    @inline(__always)
    mutating func time(_ instant: Timestamp) {
        byte(UInt8(ascii: "\""))
        next += RFC3339.write(instant, to: next)
        byte(UInt8(ascii: "\""))
    }

    /// Writes base64 in quotes.
    mutating func base64(_ bytes: UnsafeRawBufferPointer) {
        byte(UInt8(ascii: "\""))
        Base64.encode(bytes, to: next)
        next += Base64.encodedCount(bytes.count)
        byte(UInt8(ascii: "\""))
    }

    /// Writes a string in quotes, escaped as Go's `encoding/json` does (release 1.21 and before: U+0008 and U+000C as numbers).
    mutating func string(_ bytes: UnsafeRawBufferPointer) {
        byte(UInt8(ascii: "\""))
        var index = 0
        while index < bytes.count {
            let current = bytes[index]
            if Self.isPlain(current) {
                byte(current)
                index += 1
            } else if current < 0x80 {
                escape(current)
                index += 1
            } else if let (scalar, length) = UTF8Scalar.decode(bytes, at: index) {
                if scalar == 0x2028 || scalar == 0x2029 {
                    unicodeEscape(UInt16(truncatingIfNeeded: scalar))
                } else {
                    raw(UnsafeRawBufferPointer(rebasing: bytes[index..<index + length]))
                }
                index += length
            } else {
                unicodeEscape(0xfffd)
                index += 1
            }
        }
        byte(UInt8(ascii: "\""))
    }

    /// Whether an ASCII byte stands for itself in a string.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        guard byte &- 0x20 < 0x60 else { return false }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            return false
        default: return true
        }
    }

    /// Writes the escape of an ASCII byte that is not plain.
    mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): literal("\\\"")
        case UInt8(ascii: "\\"): literal("\\\\")
        case 0x0a: literal("\\n")
        case 0x0d: literal("\\r")
        case 0x09: literal("\\t")
        default: unicodeEscape(UInt16(byte))
        }
    }

    private mutating func unicodeEscape(_ unit: UInt16) {
        literal("\\u")
        for shift in stride(from: UInt16(12), through: 0, by: -4) {
            byte(HexDigit.digit(UInt8(truncatingIfNeeded: unit >> shift & 15)))
        }
    }
}
