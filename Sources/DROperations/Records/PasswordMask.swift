/// Takes passwords out of the URLs of a text; a valid configuration has none, but a comment may.
enum PasswordMask {
    private static let mark = Array("[redacted]".utf8)

    /// The text with what stands between the user and the `@` of each URL replaced.
    static func clean(_ text: [UInt8]) -> [UInt8] {
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(text.count)
        var rest = text[...]
        let scheme = Array("://".utf8)
        while let start = rest.indices.first(where: { rest[$0...].starts(with: scheme) }) {
            let authority = rest[(start + scheme.count)...].prefix { !isEnd($0) }
            cleaned += rest[..<(start + scheme.count)]
            rest = rest[authority.endIndex...]
            if let at = authority.lastIndex(of: UInt8(ascii: "@")),
                let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
            {
                cleaned += authority[...colon] + mark + authority[at...]
            } else {
                cleaned += authority
            }
        }
        return cleaned + rest
    }

    /// Whether a byte ends the part of a URL that names user and host.
    private static func isEnd(_ byte: UInt8) -> Bool { byte <= 0x20 || "/?#\"'".utf8.contains(byte) }
}
