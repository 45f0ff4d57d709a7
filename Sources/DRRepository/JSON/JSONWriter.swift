import DRCore
import DRStorage

/// Writes compact JSON at the end of a buffer, escaped as Go's `encoding/json` does; commas are set by themselves.
///
/// The caller pairs `begin` and `end` and writes one value after each key.
package struct JSONWriter {
    private let buffer: ByteBuffer
    private var needsComma = false

    /// Makes a writer that appends to `buffer`.
    package init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    /// Opens an object.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes an object.
    package mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array.
    package mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes an array.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a key of plain ASCII; its value follows.
    package mutating func key(_ name: StaticString) {
        write(name.utf8CodeUnitCount + 4) { cursor in
            cursor.byte(UInt8(ascii: "\""))
            cursor.literal(name)
            cursor.literal("\":")
        }
        needsComma = false
    }

    /// Writes a key; its value follows.
    package mutating func key(_ name: String) {
        string(name)
        buffer.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes text.
    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string(UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes as text; each byte that is not valid UTF-8 becomes U+FFFD.
    package mutating func string(_ bytes: UnsafeRawBufferPointer) {
        write(bytes.count * JSONCursor.escapeFactor + 3) { $0.string(bytes) }
    }

    /// Writes a whole number.
    package mutating func number(_ value: UInt64) {
        write(21) { $0.decimal(value) }
    }

    /// Writes a whole number.
    package mutating func number(_ value: Int) {
        write(22) { cursor in
            if value < 0 { cursor.byte(UInt8(ascii: "-")) }
            cursor.decimal(UInt64(value.magnitude))
        }
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        write(6) { $0.literal(value ? "true" : "false") }
    }

    /// Writes `null`.
    package mutating func null() {
        write(5) { $0.literal("null") }
    }

    /// Writes an id as 64 hexadecimal digits.
    package mutating func id(_ id: ObjectID) {
        write(67) { $0.id(id) }
    }

    /// Writes an instant as RFC 3339 in UTC.
    package mutating func time(_ instant: Timestamp) {
        write(RFC3339.maximumCount + 3) { $0.time(instant) }
    }

    /// Writes an instant as RFC 3339, as a clock shows it that is `utcOffset` seconds east of UTC.
    package mutating func time(_ instant: Timestamp, utcOffset: Int32) {
        string(RFC3339.format(instant, utcOffset: utcOffset))
    }

    /// Writes bytes as base64.
    package mutating func base64(_ bytes: UnsafeRawBufferPointer) {
        write(Base64.encodedCount(bytes.count) + 3) { $0.base64(bytes) }
    }

    /// Writes a value that is JSON text already.
    package mutating func raw(_ json: UnsafeRawBufferPointer) {
        write(json.count + 1) { $0.raw(json) }
    }

    /// Writes an array of texts.
    package mutating func strings(_ list: [String]) {
        beginArray()
        for text in list { string(text) }
        endArray()
    }

    private mutating func open(_ bracket: UInt8) {
        write(2) { $0.byte(bracket) }
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        buffer.append(bracket)
        needsComma = true
    }

    /// Writes one value of at most `room` bytes, with the comma before it.
    @inline(__always)
    private mutating func write(_ room: Int, _ body: (inout JSONCursor) -> Void) {
        buffer.reserve(room)
        var cursor = JSONCursor(endOf: buffer)
        if needsComma { cursor.byte(UInt8(ascii: ",")) }
        body(&cursor)
        cursor.commit(to: buffer)
        needsComma = true
    }
}
