import CLinux
import DRCore

/// Where the services of the log listen.
package enum WALSocket {
    /// The socket of a plan when its configuration names none.
    package static func usual(environment: String, plan: String) -> String {
        "/run/dr/\(environment).\(plan).wal"
    }

    /// What a call of a server starts a service of its own for.
    package enum Purpose: String, Sendable {
        /// The log of the server is archived.
        case archiving
        /// The server recovers.
        case recovery
    }

    /// The socket of a service that `dr wal` starts for itself: in a folder that only this user can write.
    ///
    /// - Parameters:
    ///   - server: the data directory of the server.
    ///   - words: what tells the log from others; so do the variables of the process, which a configuration may use.
    /// - Throws: `DRError` when the folder belongs to somebody else or cannot be made.
    package static func own(_ purpose: Purpose, server: String, words: [String]) throws -> String {
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
        return folder + "/" + name(([purpose.rawValue, server] + words + variables).joined(separator: "\n"))
    }

    /// The variables of the process, without those that shells set for every command.
    private static var variables: [String] {
        var variables: [String] = []
        var next = clinux_environment()
        while let entry = next?.pointee {
            variables.append(String(cString: entry))
            next = next?.advanced(by: 1)
        }
        return variables.filter { entry in
            !["_=", "SHLVL=", "PWD=", "OLDPWD="].contains { entry.hasPrefix($0) }
        }.sorted()
    }

    /// A short name for a text, of 16 hexadecimal digits (64-bit FNV-1a): nobody else can put a socket into that folder.
    private static func name(_ text: String) -> String {
        let value = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
