/// The names that a user gives to repositories, plans and the like.
package enum DeclaredName {
    /// What a name may be, for messages.
    package static let rule = "up to 64 letters, digits, - _ and ., a letter or digit first"
    /// The same as a regular expression of JSON Schema.
    static let pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

    /// Whether a text is a name; it can also be a file name without harm.
    package static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
