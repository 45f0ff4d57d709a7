import CLinux
import DRCore

/// What lets only one process at a time start scheduled runs from a state directory; it ends with its process.
package enum SchedulerLock {
    /// Runs `body` under the lock.
    ///
    /// - Throws: `DRError` with code `tryLater` that names the process that has it; what `body` throws.
    package static func hold(stateDirectory: String, _ body: () throws -> Void) throws {
        try StateDirectory.make(stateDirectory)
        let path = stateDirectory + "/scheduler.lock"
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT, mode: 0o600)
        try FileOwner.inherit(file.raw, path: path)
        guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
            let number = clinux_errno()
            guard number == EWOULDBLOCK else { throw DRError.system("lock", path, errno: number) }
            var holder = [UInt8](repeating: 0, count: 32)
            let count = try holder.withUnsafeMutableBytes { try file.read(into: $0, at: 0, path: path) }
            let process = String(decoding: holder.prefix(count).prefix { $0 > 0x20 }, as: UTF8.self)
            throw DRError(
                .tryLater,
                "a scheduler works in this state directory already, process \(process.isEmpty ? "unknown" : process)",
                object: path,
                hint: "what is due is run by it"
            )
        }
        guard ftruncate(file.raw, 0) == 0 else { throw DRError.system("write", path, errno: clinux_errno()) }
        try Array("\(getpid())\n".utf8).withUnsafeBytes { try file.writeAll($0, at: 0, path: path) }
        try body()
    }
}
