import CLinux
import DRCore

/// Where the services of the log listen.
package enum WALSocket {
    /// The socket of a plan when its configuration names none.
    package static func usual(environment: String, plan: String) -> String {
        "/run/dr/\(environment).\(plan).wal"
    }

    /// The socket of a service that `dr wal get` starts for itself: in a folder that only this user can write.
    ///
    /// - Parameters:
    ///   - server: the data directory that is recovered.
    ///   - words: what tells the log from others.
    /// - Throws: `DRError` when the folder belongs to somebody else or cannot be made.
    package static func recovery(server: String, words: [String]) throws -> String {
        let folder = "/tmp/dr-wal-\(geteuid())"
        if mkdir(folder, 0o700) != 0, clinux_errno() != EEXIST {
            throw DRError.system("make", folder, errno: clinux_errno())
        }
        var status = stat()
        guard lstat(folder, &status) == 0, clinux_is_directory(status.st_mode) != 0, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else {
            throw DRError(.failed, "this folder is not closed to others", object: folder, hint: "remove it")
        }
        return folder + "/" + name(([server] + words).joined(separator: "\n"))
    }

    /// A short name for a text, of 16 hexadecimal digits (64-bit FNV-1a): nobody else can put a socket into that folder.
    private static func name(_ text: String) -> String {
        let value = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
