import CLinux
import DRCore

/// Keeps a restore from destroying what it should not.
enum TargetGuard {
    /// Makes sure that a data directory may be written to a path.
    ///
    /// - Parameter isDelta: whether an existing data directory may be overwritten.
    /// - Throws: `DRError` (refusedByGuardrail) when something else lies there, or a server runs on it.
    static func check(_ target: String, isDelta: Bool) throws {
        guard FileBytes.isDirectory(target) else {
            guard access(target, F_OK) != 0 else {
                throw DRError(.refusedByGuardrail, "there is something that is no directory", object: target)
            }
            return
        }
        let names = try FileBytes.names(in: target).filter { $0 != "lost+found" }
        guard !names.isEmpty else { return }
        guard names.contains("PG_VERSION") || names.contains(mark) else {
            throw DRError(
                .refusedByGuardrail,
                "the target is not empty, and is not a data directory of PostgreSQL",
                object: target,
                hint: "choose another directory, or empty this one yourself"
            )
        }
        guard isDelta || names.contains(mark) else {
            throw DRError(
                .refusedByGuardrail,
                "the target is a data directory already",
                object: target,
                hint: "--delta makes it what the backup says and keeps nothing else; or choose another directory"
            )
        }
        if let pid = try runningServer(target) {
            throw DRError(
                .refusedByGuardrail,
                "a server runs on the target, process \(pid)",
                object: target,
                hint: "stop it first"
            )
        }
    }

    /// Makes sure that a tablespace may be written to a path.
    ///
    /// - Throws: `DRError` (refusedByGuardrail) when something lies there and is not to be overwritten.
    static func checkTablespace(_ path: String, isDelta: Bool) throws {
        guard !isDelta, FileBytes.isDirectory(path), try !FileBytes.names(in: path).isEmpty else { return }
        throw DRError(
            .refusedByGuardrail,
            "the place of a tablespace is not empty",
            object: path,
            hint: "name another with --tablespace NUMBER=DIRECTORY, or use --delta"
        )
    }

    /// Lies in a directory that a restore has begun to fill, so that the same restore may go on.
    static let mark = "dr-restore.unfinished"

    /// The process that holds the data directory; nil when there is none.
    static func runningServer(_ target: String) throws -> pid_t? {
        guard let bytes = try FileBytes.read(target + "/postmaster.pid", limit: 1 << 16) else { return nil }
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let pid = pid_t(line), pid > 0, pid != getpid() else { return nil }
        return kill(pid, 0) == 0 || clinux_errno() == EPERM ? pid : nil
    }
}
