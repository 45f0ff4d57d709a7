import DRCore

/// A SHA-256, as the name of a repository object or of a blob.
///
/// Ordered as the bytes are, so that sorted ids and sorted hexadecimal names agree.
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private var first: UInt64
    private var second: UInt64
    private var third: UInt64
    private var fourth: UInt64

    /// The bytes in an id.
    package static let byteCount = 32

    /// Takes the id from the first 32 bytes of `bytes`.
    package init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count >= Self.byteCount)
        first = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        second = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        third = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        fourth = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    /// Reads 64 lowercase or uppercase hexadecimal digits; nil for anything else.
    package init?(hex: UnsafeRawBufferPointer) {
        guard hex.count == 64 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        func word(_ start: Int) -> UInt64? {
            var value: UInt64 = 0
            for index in start..<start + 16 {
                let byte = hex[index]
                var digit = byte &- UInt8(ascii: "0")
                if digit > 9 {
                    digit = (byte | 0x20) &- UInt8(ascii: "a")
                    guard digit < 6 else { return nil }
                    digit += 10
                }
                value = value << 4 | UInt64(digit)
            }
            return value
        }
        guard let one = word(0), let two = word(16), let three = word(32), let four = word(48) else { return nil }
        words = (one, two, three, four)
        (first, second, third, fourth) = words
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        var hex = hex
        guard let id = hex.withUTF8({ ObjectID(hex: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = id
    }

    /// The bytes as four numbers.
    @inline(__always)
    var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }

    /// The first eight bytes as a number: uniformly distributed, fit as a hash.
    @inline(__always)
    package var prefix: UInt64 { first }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { space, count in
            write(to: UnsafeMutableRawBufferPointer(space))
            count = 32
        }
    }

    /// Writes the 32 bytes at the start of `space`.
    package func write(to space: UnsafeMutableRawBufferPointer) {
        space.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
        space.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
        space.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt64.self)
        space.storeBytes(of: fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// Appends the 32 bytes.
    package func append(to buffer: ByteBuffer) {
        let start = buffer.count
        buffer.resize(to: start + 32)
        write(to: UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[start...]))
    }

    /// Appends the 64 hexadecimal digits.
    package func appendHex(to buffer: ByteBuffer) {
        let start = buffer.count
        buffer.resize(to: start + 64)
        writeHex(to: UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[start...]))
    }

    /// Writes the 64 hexadecimal digits at the start of `space`.
    package func writeHex(to space: UnsafeMutableRawBufferPointer) {
        hexDigits(of: first, at: 0, space)
        hexDigits(of: second, at: 16, space)
        hexDigits(of: third, at: 32, space)
        hexDigits(of: fourth, at: 48, space)
    }

    @inline(__always)
    private func hexDigits(of word: UInt64, at start: Int, _ space: UnsafeMutableRawBufferPointer) {
        var rest = word
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: rest >> 60)
            space[start + index] = digit < 10 ? digit &+ 48 : digit &+ 87
            rest <<= 4
        }
    }

    /// The 64 lowercase hexadecimal digits.
    package var hex: String {
        bytes.withUnsafeBytes { Hex.encode($0) }
    }

    /// The first eight hexadecimal digits, as shown to people.
    package var short: String { String(hex.prefix(8)) }

    package var description: String { hex }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        if left.third != right.third { return left.third < right.third }
        return left.fourth < right.fourth
    }

    /// All words, as ids that others chose may share some of them.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(first)
        hasher.combine(second)
        hasher.combine(third)
        hasher.combine(fourth)
    }
}
