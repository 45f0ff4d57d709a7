/// Lowercase of file names for patterns that ignore case.
enum CaseFolding {
    /// The bytes with every letter in lowercase; bytes that are not UTF-8 stay as they are.
    static func lowercase(_ bytes: some Collection<UInt8>) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        return text.unicodeScalars.flatMap { Array($0.properties.lowercaseMapping.utf8) }
    }
}
