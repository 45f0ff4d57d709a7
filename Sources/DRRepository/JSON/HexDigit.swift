/// Single hexadecimal digits, small enough to be inlined in the loops of this module.
enum HexDigit {
    /// The value of a digit of either case; 255 for anything else.
    @inline(__always)
    static func value(_ digit: UInt8) -> UInt8 {
        switch digit {
        case 0x30...0x39: digit &- 0x30
        case 0x61...0x66: digit &- 0x57
        case 0x41...0x46: digit &- 0x37
        default: 255
        }
    }

    /// The lowercase digit of a value below 16.
    @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value &+ 0x30 : value &+ 0x57
    }
}
