import CLinux
import DRCore
import DRWorkloads

/// A PostgreSQL cluster of one test: made in its scratch directory, reached through a socket there, stopped at the end.
package final class TestCluster: @unchecked Sendable {
    /// The data directory.
    package let data: String
    /// The directory of the socket.
    package let socket: String
    /// The port that names the socket; nothing listens on the network.
    package let port: Int
    /// The words before a program that is to run as the user of the server; none without root.
    package let asServer: [String]
    private var isRunning = false

    /// Where Debian puts the programs of the newest version that is installed; nil when there is none.
    package static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? ScratchDirectory(existing: root).names()) ?? []
        return versions.compactMap { Int($0) }.max().map { "\(root)/\($0)/bin" }
    }()

    /// Makes a cluster with page checksums and does not start it.
    package init(_ scratch: ScratchDirectory, _ name: String = "main", arguments: [String] = []) throws {
        let folder = scratch.path(name)
        data = folder + "/data"
        socket = folder + "/socket"
        port = 5432
        // The server refuses to run as root, so root makes everything over to the user of the package.
        asServer = Self.serverWords
        try Self.makeFolders(scratch, [folder, socket])
        try program(
            "initdb",
            ["-D", data, "-A", "trust", "-U", "postgres", "-k", "-N", "--no-instructions"] + arguments
        )
        try configure([
            "listen_addresses = ''", "unix_socket_directories = '\(socket)'", "fsync = off",
            "wal_level = replica", "max_wal_senders = 5", "shared_buffers = 16MB", "max_wal_size = 64MB",
            "logging_collector = off", "log_min_messages = warning", "dynamic_shared_memory_type = mmap",
        ])
    }

    /// Takes a base backup of a running cluster, without its log, and does not start it; it has a socket of its own.
    package init(_ scratch: ScratchDirectory, copying original: TestCluster, _ name: String) throws {
        let folder = scratch.path(name)
        data = folder + "/data"
        socket = folder + "/socket"
        port = original.port
        asServer = Self.serverWords
        try Self.makeFolders(scratch, [folder, socket])
        try original.program("pg_basebackup", ["-D", data, "-X", "none", "-c", "fast", "--no-sync"])
        try configure(["unix_socket_directories = '\(socket)'"])
    }

    /// Names a cluster that was copied with all its files; it is not started.
    package init(existing folder: String, like original: TestCluster) {
        data = folder + "/data"
        socket = folder + "/socket"
        port = original.port
        asServer = original.asServer
    }

    private static var serverWords: [String] {
        geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
    }

    private static func makeFolders(_ scratch: ScratchDirectory, _ folders: [String]) throws {
        for folder in folders {
            guard mkdir(folder, 0o755) == 0 else { throw DRError.system("create", folder, errno: clinux_errno()) }
        }
        guard geteuid() == 0 else { return }
        guard let user = getpwnam("postgres") else { throw DRError(.failed, "there is no user postgres") }
        chmod(scratch.path, 0o755)
        for path in folders { chown(path, user.pointee.pw_uid, user.pointee.pw_gid) }
    }

    /// What the server has logged.
    package var log: String {
        get throws {
            let bytes = try FileBytes.read(data + "/../server.log", limit: 64 << 20) ?? []
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The process of the server; nil when it does not run.
    package var process: pid_t? {
        get throws {
            let bytes = try FileBytes.read(data + "/postmaster.pid", limit: 4096) ?? []
            return pid_t(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        }
    }

    /// Ends every process of the server at once, as a crash does.
    package func kill() throws {
        guard let process = try process else { return }
        let children = try Tool("pgrep").run(["-P", "\(process)"]).lines.compactMap { pid_t($0) }
        for process in [process] + children { CLinux.kill(process, SIGKILL) }
        isRunning = false
    }

    deinit { if isRunning { stopNow() } }

    private func stopNow() {
        do { try stop("immediate") } catch { isRunning = false }
    }

    /// Adds lines to `postgresql.conf`.
    package func configure(_ lines: [String]) throws {
        let path = data + "/postgresql.conf"
        let file = try FileDescriptor.open(path, O_WRONLY | O_APPEND)
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        try bytes.withUnsafeBytes { try file.writeAll($0, path: path) }
    }

    /// Runs one of the programs of PostgreSQL as the user of the server; what it prints.
    @discardableResult
    package func program(_ name: String, _ arguments: [String], seconds: Double = 120) throws -> String {
        guard let programs = Self.programs else { throw DRError(.failed, "PostgreSQL is not installed") }
        let words = asServer + [programs + "/" + name] + arguments
        let run = try Tool(words[0], ["PGHOST": socket, "PGUSER": "postgres"]).run(
            Array(words.dropFirst()),
            seconds: seconds
        )
        guard run.status == 0 else { throw DRError(.failed, "\(name) failed: \(run.errors)\(run.text)") }
        return run.text
    }

    /// Starts the server and waits until it takes connections.
    package func start() throws {
        do {
            try program("pg_ctl", ["-D", data, "-w", "-s", "-l", data + "/../server.log", "start"])
        } catch let error as DRError {
            throw DRError(error.code, "\(error.message)\(try log.suffix(2000))")
        }
        isRunning = true
    }

    /// Stops the server.
    package func stop(_ mode: String = "fast") throws {
        try program("pg_ctl", ["-D", data, "-w", "-s", "-m", mode, "stop"])
        isRunning = false
    }

    /// A connection of `dr` itself.
    package func connect(_ database: String = "postgres") throws -> PostgresConnection {
        try PostgresConnection(
            ["host": Secret(socket), "user": Secret("postgres"), "dbname": Secret(database)],
            cancellation: Cancellation()
        )
    }

    /// Runs statements through psql; what it prints, one row a line, columns parted by bars.
    @discardableResult
    package func sql(_ statements: String, database: String = "postgres") throws -> String {
        try program("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements])
    }
}
