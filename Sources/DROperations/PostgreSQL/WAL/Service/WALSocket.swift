import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Where the services of the log listen.
package enum WALSocket {
    /// The socket of a plan when its configuration names none.
    package static func usual(environment: String, plan: String) -> String {
        "/run/dr/\(environment).\(plan).wal"
    }

    /// The socket of a plan.
    package static func path(_ installation: Installation, plan: String) -> String {
        installation.configuration.plans[plan]?.postgresql?.wal.socket
            ?? usual(environment: installation.environment, plan: plan)
    }

    /// The users that may ask a service of a cluster: the owner of the data directory if that lies on this machine, else the
    /// one by whom packages of PostgreSQL run.
    package static func users(dataDirectory: String?) -> Set<UInt32> {
        if let dataDirectory {
            var status = stat()
            if stat(dataDirectory, &status) == 0 { return [status.st_uid] }
        }
        guard let user = getpwnam("postgres") else { return [] }
        return [user.pointee.pw_uid]
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
        let text = Array(([server] + words).joined(separator: "\n").utf8)
        let id = try text.withUnsafeBytes { try SHA256Hasher().hash($0) }
        return folder + "/" + id.short
    }
}
