import CLinux
import DRCore
import DRRepository
import DRWorkloads

/// A directory for a scratch server and its files.
///
/// Others can pass through it, as the server runs as its own user, and its path is short, as that of a socket must be. It
/// never outlives its use by more than a crash.
package struct ServerFolder {
    /// Its path.
    package let path: String
    /// Where such directories are made unless something else is said; it survives a reboot and may be large.
    package static let usualParent = "/var/tmp"
    private static let prefix = "dr-pg-"

    /// Calls `body` with a new directory, and removes it afterwards, also when `body` throws; that nothing is left is looked
    /// at.
    ///
    /// What processes left that died is removed first, with their servers.
    ///
    /// - Throws: what `body` throws; else `DRError` when the directory cannot be made or removed.
    package static func with<Result>(
        in parent: String = usualParent,
        _ body: (ServerFolder) throws -> Result
    ) throws -> Result {
        try removeLeftovers(in: parent)
        let name = "\(prefix)\(getpid())-\(Hex.encode(SecureRandom.bytes(4)))"
        let path = parent + "/" + name
        guard path.utf8.count <= 70 else {
            throw DRError(.usage, "the path of the scratch directory is too long for a socket", object: parent)
        }
        guard mkdir(path, 0o711) == 0, chmod(path, 0o711) == 0 else {
            throw DRError.system("make", path, errno: clinux_errno())
        }
        let outcome = Swift.Result { try body(ServerFolder(path: path)) }
        do { try remove(name, in: parent) } catch { _ = try outcome.get(); throw error }
        return try outcome.get()
    }

    /// The data directory of the server.
    package var data: String { path + "/data" }
    /// The directory of its socket and its settings.
    package var server: String { path + "/server" }

    private static func removeLeftovers(in parent: String) throws {
        for name in try FileBytes.names(in: parent) where name.hasPrefix(prefix) {
            let process = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" })
            var status = stat()
            guard let process, ProcessState.of(process) == .absent, lstat(parent + "/" + name, &status) == 0,
                clinux_is_directory(status.st_mode) != 0, status.st_uid == geteuid()
            else { continue }
            try remove(name, in: parent)
        }
    }

    /// Ends the server that may still run there, and removes everything.
    private static func remove(_ name: String, in parent: String) throws {
        let path = parent + "/" + name
        if let server = try ScratchServer.process(on: path + "/data") {
            kill(server, SIGQUIT)
            for _ in 0..<500 where kill(server, 0) == 0 { usleep(20_000) }
        }
        try TreeRemoval.remove(name, in: parent)
        guard access(path, F_OK) != 0 else {
            throw DRError(.failed, "the scratch directory is still there", object: path, hint: "remove it yourself")
        }
    }

    /// Makes sure that so many bytes fit, and some more.
    ///
    /// - Throws: `DRError` with code `failed` that says how much is missing.
    package func demand(_ bytes: UInt64) throws { try ScratchFolder(path: path).demand(bytes) }
}
