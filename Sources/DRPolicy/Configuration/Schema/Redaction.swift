/// Takes out of texts what looks like a secret.
enum Redaction {
    /// What stands in place of a secret.
    static let mark = "[redacted]"

    /// Whether a URL names a user with a password: `scheme://user:password@host`.
    static func holdsPassword(_ text: String) -> Bool { passwordRange(text) != nil }

    /// The text without the password of a URL and without what follows `password=`, `token=` or `secret=`.
    static func clean(_ text: String) -> String {
        var cleaned = text
        if let range = passwordRange(cleaned) { cleaned.replaceSubrange(range, with: mark) }
        let lower = cleaned.lowercased()
        // Lower case may change the length of a text; then nothing can be cut at its places.
        guard lower.utf8.count == cleaned.utf8.count else { return mark }
        for word in ["password=", "passwd=", "token=", "secret=", "key="] {
            guard let found = lower.utf8.firstRange(of: word.utf8) else { continue }
            let length = lower.utf8.distance(from: lower.startIndex, to: found.upperBound)
            return String(cleaned.utf8.prefix(length)).map { $0 + mark } ?? mark
        }
        return cleaned
    }

    private static func passwordRange(_ text: String) -> Range<String.Index>? {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        let start = text.index(after: colon)
        return start == at ? nil : start..<at
    }
}
