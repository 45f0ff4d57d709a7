/// A position in the write-ahead log of a PostgreSQL cluster, in bytes from its beginning.
package struct LogSequenceNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Bytes from the beginning of the log.
    package var offset: UInt64

    /// Takes an offset in bytes.
    package init(offset: UInt64) {
        self.offset = offset
    }

    /// Reads the form `16/B374D848`, two hexadecimal numbers of 32 bits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isHexDigit) }),
            let high = UInt64(parts[0], radix: 16), let low = UInt64(parts[1], radix: 16)
        else { return nil }
        offset = high << 32 | low
    }

    /// The form of PostgreSQL, such as `16/B374D848`.
    package var description: String {
        String(offset >> 32, radix: 16, uppercase: true) + "/"
            + String(offset & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }

    package static func < (left: LogSequenceNumber, right: LogSequenceNumber) -> Bool { left.offset < right.offset }
}

extension UInt8 {
    /// Whether the byte is one of `0-9 A-F a-f`.
    fileprivate var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
