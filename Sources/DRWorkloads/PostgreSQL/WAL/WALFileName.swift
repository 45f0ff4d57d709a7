/// The names that PostgreSQL hands to its archive command, and what they stand for.
package enum WALFileName: Hashable, Sendable {
    /// A whole segment.
    case segment(String)
    /// The last, unfinished segment of a timeline that ended.
    case partial(String)
    /// The history of a timeline.
    case history(timeline: UInt32)
    /// The mark of a base backup: the segment it began in, and the offset there.
    case backup(String)

    /// Reads a name; nil when PostgreSQL never hands over such a file.
    package init?(_ name: String) {
        let bytes = Array(name.utf8)
        guard bytes.count >= 8, bytes.count <= 64 else { return nil }
        if bytes.count == 24, Self.isSegment(bytes) {
            self = .segment(name)
        } else if name.hasSuffix(".partial"), bytes.count == 32, Self.isSegment(bytes.prefix(24)) {
            self = .partial(name)
        } else if name.hasSuffix(".history"), bytes.count == 16, Self.isHex(bytes.prefix(8)),
            let timeline = UInt32(name.prefix(8), radix: 16), timeline > 0
        {
            self = .history(timeline: timeline)
        } else if name.hasSuffix(".backup"), bytes.count == 40, bytes[24] == UInt8(ascii: "."),
            Self.isSegment(bytes.prefix(24)), Self.isHex(bytes[25..<33])
        {
            self = .backup(name)
        } else {
            return nil
        }
    }

    /// The name of the file.
    package var name: String {
        switch self {
        case .segment(let name), .partial(let name), .backup(let name): name
        case .history(let timeline): Self.eightDigits(timeline) + ".history"
        }
    }

    private static func eightDigits(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    private static func isSegment(_ bytes: some Collection<UInt8>) -> Bool {
        isHex(bytes) && !bytes.prefix(8).allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// Whether all are hexadecimal digits as PostgreSQL writes them, in capitals.
    static func isHex(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
    }
}
