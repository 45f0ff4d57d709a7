import CLinux
import DRCore
import DRRepository
import DRStorage

/// The SHA-256 of files and texts, as 64 hexadecimal digits.
enum FileDigest {
    /// The SHA-256 of a file, read in pieces.
    ///
    /// - Throws: `DRError` when it cannot be read.
    static func ofFile(_ path: String) throws -> String {
        let file = try FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW)
        let hasher = try SHA256Hasher()
        hasher.begin()
        let space = ByteBuffer()
        space.resize(to: 1 << 18)
        while true {
            let got = try file.read(into: space.mutableBytes, path: path)
            hasher.update(UnsafeRawBufferPointer(rebasing: space.bytes[..<got]))
            guard got == space.count else { break }
        }
        return hasher.finish().description
    }

    /// The SHA-256 of bytes.
    ///
    /// - Throws: `DRError` when there is no SHA-256.
    static func of(_ bytes: [UInt8]) throws -> String {
        let hasher = try SHA256Hasher()
        return bytes.withUnsafeBytes { hasher.hash($0).description }
    }
}
