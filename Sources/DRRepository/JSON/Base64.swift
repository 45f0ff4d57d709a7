/// Standard base64 with padding (RFC 4648 section 4).
package enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// The bytes of the encoded form of `count` bytes.
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Writes the encoded form of `bytes` at `out`, which has room for `encodedCount` bytes.
    static func encode(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<UInt8>) {
        let letters = alphabet.utf8Start
        var out = out
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (rest > 2 ? UInt32(bytes[index + 2]) : 0)
            out[0] = letters[Int(word >> 18)]
            out[1] = letters[Int(word >> 12 & 63)]
            out[2] = rest > 1 ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "=")
            out[3] = rest > 2 ? letters[Int(word & 63)] : UInt8(ascii: "=")
            out += 4
            index += 3
        }
    }

    /// The encoded form of `bytes`.
    package static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        let count = encodedCount(bytes.count)
        return String(unsafeUninitializedCapacity: count) { space in
            if let start = space.baseAddress { encode(bytes, to: start) }
            return count
        }
    }

    /// The bytes that `text` encodes, or nil when it is not padded standard base64; line breaks are skipped as Go does.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var word: UInt32 = 0
        var letters = 0
        var padding = 0
        for letter in text where letter != 0x0a && letter != 0x0d {
            if letter == UInt8(ascii: "=") {
                padding += 1
                guard letters & 3 + padding <= 4, letters & 3 >= 2 else { return nil }
                continue
            }
            guard padding == 0, let value = value(letter) else { return nil }
            word = word << 6 | value
            letters += 1
            if letters & 3 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
            }
        }
        switch (letters & 3, padding) {
        case (0, 0): break
        case (2, 2): bytes.append(UInt8(truncatingIfNeeded: word >> 4))
        case (3, 1):
            bytes.append(UInt8(truncatingIfNeeded: word >> 10))
            bytes.append(UInt8(truncatingIfNeeded: word >> 2))
        default: return nil
        }
        return bytes
    }

    @inline(__always)
    private static func value(_ letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - 71)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter + 4)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
