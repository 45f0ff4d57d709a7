import CLinux
import DRCore
import DRWorkloads

/// The server of a data directory on this machine.
struct ClusterServer {
    /// The data directory.
    let data: String
    /// Where the programs of PostgreSQL lie; where their packages put them without.
    let programs: String?
    /// The program that starts it; pg_ctl without.
    let startCommand: [String]

    /// The process that serves the directory; nil when none does.
    ///
    /// - Throws: `DRError` when the file of its number cannot be read.
    func process() throws -> pid_t? {
        guard let pid = try lines().first.flatMap({ pid_t($0) }), pid > 1 else { return nil }
        // PostgreSQL writes a negative number for a single-user server; that one serves nobody.
        guard kill(pid, 0) == 0 || clinux_errno() == EPERM else { return nil }
        let bytes = try FileBytes.read("/proc/\(pid)/comm", limit: 4096) ?? []
        return String(decoding: bytes, as: UTF8.self).hasPrefix("postgres") ? pid : nil
    }

    /// The socket of the server that runs; nil when none runs, or it has no socket.
    func socket() throws -> (directory: String, port: Int)? {
        let lines = try lines()
        guard try process() != nil, lines.count > 4, let port = Int(lines[3]), lines[4].hasPrefix("/") else {
            return nil
        }
        return (lines[4], port)
    }

    private func lines() throws -> [String] {
        let bytes = try FileBytes.read(data + "/postmaster.pid", limit: 65_536) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmed }
    }

    /// Starts the server, unless it runs, and waits until it takes connections.
    ///
    /// - Throws: `DRError` with what the program said.
    func start(_ context: ActionContext) throws {
        guard try process() == nil else { return }
        if let program = startCommand.first {
            let run = try CommandRun.run(startCommand, context)
            guard run.status == 0 else { throw Self.failure(program, run) }
            return
        }
        let seconds = max(context.remaining / 1_000_000_000, 1)
        try program(
            "pg_ctl",
            ["-D", data, "-w", "-s", "-t", String(seconds), "-l", data + "/dr-start.log", "start"],
            context
        )
    }

    /// Stops the server: gracefully, when all that it wrote is to reach its standby, or at once.
    ///
    /// - Throws: `DRError` with what the program said.
    func stop(gracefully: Bool, _ context: ActionContext) throws {
        guard try process() != nil else { return }
        let seconds = max(context.remaining / 1_000_000_000, 1)
        let mode = gracefully ? "fast" : "immediate"
        try program("pg_ctl", ["-D", data, "-w", "-s", "-t", String(seconds), "-m", mode, "stop"], context)
    }

    /// Runs a program of PostgreSQL as the owner of the data directory.
    ///
    /// - Returns: what it printed.
    /// - Throws: `DRError` with what it said when it failed.
    @discardableResult
    func program(_ name: String, _ arguments: [String], _ context: ActionContext) throws -> String {
        let words = try asOwner() + [path(of: name)] + arguments
        let run = try CommandRun.run(words, context)
        guard run.status == 0 else { throw Self.failure(name, run) }
        return run.output
    }

    /// Where a program of the version of the data directory lies.
    ///
    /// - Throws: `DRError` when it is not installed.
    func path(of program: String) throws -> String {
        let bytes = try FileBytes.read(data + "/PG_VERSION", limit: 64) ?? []
        let version = String(decoding: bytes, as: UTF8.self).trimmed
        let path = "\(programs ?? "/usr/lib/postgresql/\(version)/bin")/\(program)"
        if access(path, X_OK) == 0 { return path }
        try CommandRun.find(program)
        return program
    }

    /// The servers of PostgreSQL refuse to run as root, and their files belong to their user.
    private func asOwner() throws -> [String] {
        let owner = try owner()
        return OtherUser.words(user: owner.user, group: owner.group)
    }

    private func owner() throws -> (user: uid_t, group: gid_t) {
        var status = stat()
        guard stat(data, &status) == 0 else { throw DRError.system("look at", data, errno: clinux_errno()) }
        return (status.st_uid, status.st_gid)
    }

    // MARK: Files

    /// Writes a file of the data directory as its owner has it.
    ///
    /// - Throws: `DRError` when it cannot be written.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        let path = data + "/" + name
        try FileBytes.replace(path, with: bytes, mode: 0o600)
        let owner = try owner()
        guard chown(path, owner.user, owner.group) == 0 || geteuid() != 0 else {
            throw DRError.system("set the owner of", path, errno: clinux_errno())
        }
    }

    /// The content of a file of the data directory; nil when there is none.
    func read(_ name: String) throws -> [UInt8]? { try FileBytes.read(data + "/" + name, limit: 1 << 20) }

    /// Removes a file of the data directory, if it is there.
    ///
    /// - Throws: `DRError` when it cannot be removed.
    func remove(_ name: String) throws {
        guard unlink(data + "/" + name) != 0, clinux_errno() != ENOENT else { return }
        throw DRError.system("remove", data + "/" + name, errno: clinux_errno())
    }

    private static func failure(_ program: String, _ run: CommandRun) -> DRError {
        // What went wrong is told last, after what went well.
        let text = run.output.split(separator: "\n").suffix(4).joined(separator: "; ")
        return DRError(.failed, "it ended with \(run.status): \(text.suffix(600))", object: program)
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
