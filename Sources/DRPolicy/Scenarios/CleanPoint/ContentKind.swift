/// What a file is, as far as its first bytes tell.
package enum ContentKind: String, Sendable {
    case text
    case pdf
    case zip
    case gzip
    case zstd
    case png
    case jpeg
    case elf
    case sqlite
    case postgresDump = "postgres-dump"

    private static let marks: [(ContentKind, [UInt8])] = [
        (.pdf, Array("%PDF-".utf8)), (.zip, [0x50, 0x4B, 0x03, 0x04]), (.gzip, [0x1F, 0x8B, 0x08]),
        (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.png, [0x89, 0x50, 0x4E, 0x47]), (.jpeg, [0xFF, 0xD8, 0xFF]),
        (.elf, [0x7F, 0x45, 0x4C, 0x46]), (.sqlite, Array("SQLite format 3".utf8)),
        (.postgresDump, Array("PGDMP".utf8)),
    ]

    /// The kind of a file by the beginning of its content; nil when it is not known.
    package static func of(_ bytes: some Collection<UInt8>) -> ContentKind? {
        for (kind, mark) in marks where bytes.starts(with: mark) { return kind }
        let sample = bytes.prefix(512)
        let isText = sample.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        // UTF-8, where a character may be cut off at the end of the sample.
        return isText && !sample.isEmpty && isUTF8(Array(sample)) ? .text : nil
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        for cut in 0...min(3, bytes.count - 1) where String(validating: bytes.dropLast(cut), as: UTF8.self) != nil {
            return true
        }
        return false
    }
}
