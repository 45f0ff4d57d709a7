/// UTF-8, one scalar at a time, with the rules of Go's `unicode/utf8`: a byte that starts no valid sequence counts alone.
enum UTF8Scalar {
    /// The scalar that starts at `index` and its bytes, or nil when the byte there is not the start of a valid one.
    static func decode(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (scalar: UInt32, length: Int)? {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        let length: Int
        var scalar: UInt32
        let minimum: UInt32
        switch first {
        case 0xc2...0xdf: (length, scalar, minimum) = (2, first & 0x1f, 0x80)
        case 0xe0...0xef: (length, scalar, minimum) = (3, first & 0x0f, 0x800)
        case 0xf0...0xf4: (length, scalar, minimum) = (4, first & 0x07, 0x10000)
        default: return nil
        }
        guard bytes.count - index >= length else { return nil }
        for next in index + 1..<index + length {
            let byte = UInt32(bytes[next])
            guard byte & 0xc0 == 0x80 else { return nil }
            scalar = scalar << 6 | byte & 0x3f
        }
        guard scalar >= minimum, scalar <= 0x10ffff, scalar & 0xffff_f800 != 0xd800 else { return nil }
        return (scalar, length)
    }

    /// Writes a valid scalar at `index` and returns its bytes, 1 to 4.
    static func encode(_ scalar: UInt32, to space: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Int {
        switch scalar {
        case 0..<0x80:
            space[index] = UInt8(truncatingIfNeeded: scalar)
            return 1
        case 0x80..<0x800:
            space[index] = UInt8(truncatingIfNeeded: 0xc0 | scalar >> 6)
            space[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3f)
            return 2
        case 0x800..<0x10000:
            space[index] = UInt8(truncatingIfNeeded: 0xe0 | scalar >> 12)
            space[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3f)
            space[index + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3f)
            return 3
        default:
            space[index] = UInt8(truncatingIfNeeded: 0xf0 | scalar >> 18)
            space[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3f)
            space[index + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3f)
            space[index + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3f)
            return 4
        }
    }

    /// Whether all of `bytes` is valid UTF-8.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            guard let (_, length) = decode(bytes, at: index) else { return false }
            index += length
        }
        return true
    }
}
