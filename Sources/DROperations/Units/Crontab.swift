import CLinux
import DRCore
import DRWorkloads

/// The crontab of the user that `dr` runs as.
enum Crontab {
    /// Its text; empty when there is none.
    ///
    /// - Throws: `DRError` when cron is not there.
    static func read(_ cancellation: Cancellation) throws -> String {
        var bytes: [UInt8] = []
        let status = try ChildProcess.run(["crontab", "-l"], cancellation: cancellation) { bytes += $0 }
        // Without a crontab the program fails, and says so itself.
        return status == .exited(0) ? String(decoding: bytes, as: UTF8.self) : ""
    }

    /// Replaces it.
    static func write(_ text: String, in folder: String, _ cancellation: Cancellation) throws {
        try StateDirectory.make(folder)
        let path = folder + "/crontab.\(getpid()).tmp"
        try FileBytes.replace(path, with: Array(text.utf8), mode: 0o600)
        defer { unlink(path) }
        let status = try ChildProcess.run(["crontab", path], cancellation: cancellation) { _ in }
        guard status == .exited(0) else { throw DRError(.failed, "crontab \(status)", object: path) }
    }
}
