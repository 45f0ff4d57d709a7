import CLinux
import DRCore

/// A repository in a local folder, closed by the kernel: while its files are immutable nobody, also not root by accident or
/// an intruder with its password, changes or removes them.
struct ClosedRepository {
    /// The folder.
    let folder: String

    /// What holds data; locks stay free, as readers need them.
    private static let parts = ["config", "keys", "data", "index", "snapshots"]

    /// Looks whether this process may make files immutable, and has the program for it; changes nothing.
    ///
    /// - Throws: `DRError` saying what is missing. Whether the file system can do it only shows when it is done.
    static func requireRight() throws {
        try CommandRun.find("chattr")
        let status = String(decoding: try FileBytes.read("/proc/self/status", limit: 1 << 20) ?? [], as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let rights = line.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16) }
        guard rights.map({ $0 >> linuxImmutable & 1 == 1 }) ?? true else {
            throw DRError(
                .failed,
                "this process may not make files immutable, so the repository cannot be closed against changes",
                object: "CAP_LINUX_IMMUTABLE",
                hint: "run it as root; in a container, give it this capability"
            )
        }
    }

    /// The number of CAP_LINUX_IMMUTABLE, see capabilities(7).
    private static let linuxImmutable: UInt64 = 9

    /// Closes the repository, or opens it again.
    ///
    /// The folder itself is closed last and opened first.
    ///
    /// - Throws: `DRError` when the file system or the rights of this process do not allow it.
    func set(_ isClosed: Bool, _ context: ActionContext) throws {
        let parts = Self.parts.map { folder + "/" + $0 }.filter { access($0, F_OK) == 0 }
        guard parts.count == Self.parts.count else {
            throw DRError(.noRepository, "this is no repository in a local folder", object: folder)
        }
        if !isClosed { try change(["-i", folder], context) }
        try change(["-R", isClosed ? "+i" : "-i"] + parts, context)
        if isClosed { try change(["+i", folder], context) }
    }

    /// Lets parts of it be changed while `body` runs, and closes them again when they were.
    ///
    /// - Throws: as `body`.
    func withOpen<Result>(_ parts: [String], _ context: ActionContext, _ body: () throws -> Result) throws -> Result {
        let paths = parts.map { folder + "/" + $0 }
        let closed = try paths.filter(isRefused)
        guard !closed.isEmpty else { return try body() }
        try change(["-R", "-i"] + closed, context)
        let result = Swift.Result { try body() }
        try change(["-R", "+i"] + closed, context)
        return try result.get()
    }

    /// Whether a try to add a restore point and to change one is refused; nothing is changed.
    ///
    /// - Throws: `DRError` when it fails for another reason.
    func refusesChanges() throws -> Bool {
        let snapshots = folder + "/snapshots"
        guard try isRefused(in: snapshots) else { return false }
        for name in try FileBytes.names(in: snapshots) {
            let raw = clinux_open(snapshots + "/" + name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0)
            guard raw < 0 else {
                close(raw)
                return false
            }
        }
        return true
    }

    private func isRefused(in folder: String) throws -> Bool {
        let path = folder + "/.dr-try-" + Hex.encode(SecureRandom.bytes(8))
        let raw = clinux_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let number = clinux_errno()
        guard raw < 0 else {
            close(raw)
            guard unlink(path) == 0 else { throw DRError.system("remove", path, errno: clinux_errno()) }
            return false
        }
        guard [EPERM, EACCES, EROFS].contains(number) else { throw DRError.system("write", path, errno: number) }
        return true
    }

    private func change(_ words: [String], _ context: ActionContext) throws {
        let run = try CommandRun.run(["chattr"] + words, context)
        guard run.status == 0 else {
            let reason = run.output.split(separator: "\n").first.map(String.init) ?? "exit code \(run.status)"
            throw DRError(
                .failed,
                "the repository cannot be closed against changes here: \(reason)",
                object: folder,
                hint: "it needs root and a file system with immutable files, such as ext4 or xfs"
            )
        }
    }
}
