import CLinux
import DRCore
import DRRepository
import DRWorkloads

/// A directory for a restore that is tried, which never outlives its use by more than a crash.
struct ScratchFolder {
    /// Its path.
    let path: String
    private static let prefix = "restore-test-"

    /// Calls `body` with a new directory, closed to others, and removes it afterwards, also when `body` throws.
    ///
    /// What processes left that died is removed first.
    ///
    /// - Parameter parent: where it is made.
    /// - Throws: what `body` throws; else `DRError` when the directory cannot be made or removed.
    static func with<Result>(in parent: String, _ body: (ScratchFolder) throws -> Result) throws -> Result {
        try StateDirectory.make(parent)
        try removeLeftovers(in: parent)
        let name = "\(prefix)\(getpid())-\(Hex.encode(SecureRandom.bytes(6)))"
        let path = parent + "/" + name
        guard mkdir(path, 0o700) == 0 else { throw DRError.system("make", path, errno: clinux_errno()) }
        let outcome = Swift.Result { try body(ScratchFolder(path: path)) }
        // What went wrong with the test says more than what stayed of it.
        do { try TreeRemoval.remove(name, in: parent) } catch { _ = try outcome.get(); throw error }
        return try outcome.get()
    }

    private static func removeLeftovers(in parent: String) throws {
        for name in try FileBytes.names(in: parent) where name.hasPrefix(prefix) {
            let process = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" })
            guard let process, ProcessState.of(process) == .absent else { continue }
            try TreeRemoval.remove(name, in: parent)
        }
    }

    /// Makes sure that so many bytes fit, and some more for directories and for what others write meanwhile.
    ///
    /// - Throws: `DRError` with code `failed` that says how much is missing.
    func demand(_ bytes: UInt64) throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw DRError.system("look at", path, errno: clinux_errno()) }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let needed = bytes + bytes / 20 + (64 << 20)
        guard free >= needed else {
            throw DRError(
                .failed,
                "a restore would need \(ByteCount.format(needed)), and \(ByteCount.format(free)) are free",
                object: path,
                hint: "free some space there, or move state_directory to a larger file system"
            )
        }
    }
}
