import DRCore

/// The names of runs: UUIDs in lower case (RFC 9562).
package enum RunName {
    /// A random one, of version 4.
    package static func random() -> String {
        var bytes = SecureRandom.bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return text(bytes)
    }

    /// The one that always belongs to a snapshot, of version 8, so that a run found twice is known.
    package static func ofSnapshot(_ id: String) -> String {
        var bytes = (Hex.decode(String(id.prefix(32))) ?? []) + [UInt8](repeating: 0, count: 16)
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return text(Array(bytes.prefix(16)))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let digits = Hex.encode(bytes)
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
