/// The form in which files and programs hold the password of a repository.
package enum PasswordText {
    /// The bytes without byte order mark and without white space at both ends, as restic takes a password file.
    package static func trimmed(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text = [UInt8](bytes)[...]
        if text.starts(with: [0xef, 0xbb, 0xbf]) { text = text.dropFirst(3) }
        text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text = text.dropLast() }
        return [UInt8](text)
    }

    /// The first line of what a program printed, trimmed.
    package static func firstLine(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        trimmed(bytes.prefix { $0 != UInt8(ascii: "\n") })
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
