import CLinux
import DRCore

/// Makes files with new passwords.
package enum PasswordFileMaker {
    /// Letters and digits that cannot be taken for each other when they are copied by hand.
    private static let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
    /// So many letters hold more than 230 bits.
    private static let count = 40

    /// Writes a random password into a new file that only its owner can read.
    ///
    /// - Throws: `DRError` when the file is there already or cannot be written.
    package static func make(_ path: String) throws {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try NewFolder.make(String(path[..<slash]), mode: 0o700)
        }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = try FileDescriptor.open(path, flags, mode: 0o600)
        let content = password() + Array("\n".utf8)
        try content.withUnsafeBytes { try file.writeAll($0, path: path) }
        guard fsync(file.raw) == 0 else { throw DRError.system("sync", path, errno: clinux_errno()) }
    }

    /// A random password: letters drawn with equal chances; bytes that would favour some are drawn again.
    static func password() -> [UInt8] {
        let limit = 256 - 256 % letters.count
        var password: [UInt8] = []
        while password.count < count {
            for byte in SecureRandom.bytes(64) where password.count < count && Int(byte) < limit {
                password.append(letters[Int(byte) % letters.count])
            }
        }
        return password
    }
}
