import CLinux
import DRCore

/// A server on a restored data directory, cut off from the world: it listens on a socket in a directory of its own only, it
/// archives nothing, follows nobody, and runs no jobs of extensions.
package final class ScratchServer {
    private let data: String
    private let folder: String
    private let programs: String
    private let record: BaseBackupRecord
    private let owner: (uid: uid_t, gid: gid_t)
    private let cancellation: Cancellation
    private var isRunning = false

    private static let port = 5432
    /// Libraries that run jobs of their own, which a copy must not do a second time.
    private static let jobLibraries: Set<String> = ["pg_cron", "pgagent", "pg_partman_bgw", "pglogical", "timescaledb"]

    /// Prepares a server.
    ///
    /// - Parameters:
    ///   - data: the restored data directory.
    ///   - folder: a directory for its socket, its settings and what it says; short, as a path of a socket must be.
    ///   - programs: the directory of the programs of its version.
    package init(
        data: String,
        folder: String,
        programs: String,
        _ record: BaseBackupRecord,
        cancellation: Cancellation
    ) throws {
        self.data = data
        self.folder = folder
        self.programs = programs
        self.record = record
        self.cancellation = cancellation
        var status = stat()
        guard stat(data, &status) == 0 else { throw DRError.system("look at", data, errno: clinux_errno()) }
        owner = (status.st_uid, status.st_gid)
        guard geteuid() == 0 || geteuid() == owner.uid else {
            throw DRError(
                .failed,
                "the data directory belongs to another user, so its server cannot be started",
                object: data,
                hint: "run dr as root or as the user of the server"
            )
        }
        guard mkdir(folder, 0o700) == 0 || clinux_errno() == EEXIST else {
            throw DRError.system("create the directory", folder, errno: clinux_errno())
        }
        try own(folder)
    }

    /// The process of the server on a data directory; nil when there is none.
    ///
    /// - Throws: `DRError` when that cannot be found out.
    package static func process(on data: String) throws -> pid_t? { try TargetGuard.runningServer(data) }

    deinit { if isRunning { try? stop(.immediate) } }

    private func own(_ path: String) throws {
        guard geteuid() == 0, chown(path, owner.uid, owner.gid) != 0 else { return }
        throw DRError.system("set the owner of", path, errno: clinux_errno())
    }

    /// How a server is stopped.
    package enum Stop: String {
        case fast
        case immediate
    }

    /// Starts the server and waits until it takes connections, which in a recovery is when the copy is consistent.
    ///
    /// - Parameters:
    ///   - settings: further settings, which win over all others.
    ///   - timeout: seconds.
    /// - Throws: `DRError` with the end of what the server said.
    package func start(_ settings: [(String, String)], timeout: Double) throws {
        try writeFiles()
        var options: [String] = []
        for (name, value) in isolation + settings { options += ["-c", "\(name)=\(value)"] }
        let words = [
            "pg_ctl", "-D", data, "-l", log, "-W", "-s", "-o", options.map(Self.quoted).joined(separator: " "), "start",
        ]
        isRunning = true
        try run(words, timeout: 120)
        let deadline = Timestamp.now
        while true {
            try cancellation.check()
            if try connectIfReady() != nil { return }
            guard try TargetGuard.runningServer(data) != nil || Timestamp.now.seconds(since: deadline) < 2 else {
                isRunning = false
                throw DRError(.failed, "the recovery ended early: \(try said())", object: log)
            }
            guard Timestamp.now.seconds(since: deadline) < timeout else {
                throw DRError(.failed, "the server is not ready after \(Int(timeout)) s: \(try said())", object: log)
            }
            usleep(100_000)
        }
    }

    /// Waits until the recovery is over, and the server takes writes or pauses at its target.
    ///
    /// - Throws: `DRError` with the end of what the server said when it ended.
    package func waitForEnd(timeout: Double) throws {
        let start = Timestamp.now
        while true {
            try cancellation.check()
            if let connection = try connectIfReady() {
                let isOver = try connection.query("SELECT NOT pg_is_in_recovery()").text(0, 0) == "t"
                if try isOver || isPaused(connection) { return }
            } else if try TargetGuard.runningServer(data) == nil {
                isRunning = false
                throw DRError(
                    .recoveryTargetUnreachable,
                    "the recovery did not reach its target: \(try said())",
                    object: log,
                    hint: "choose an earlier moment, or --latest"
                )
            }
            guard Timestamp.now.seconds(since: start) < timeout else {
                throw DRError(.failed, "the recovery took longer than \(Int(timeout)) s: \(try said())", object: log)
            }
            usleep(100_000)
        }
    }

    /// Connects to a database as the superuser that the cluster was made by.
    package func connect(_ database: String = "postgres") throws -> PostgresConnection {
        let words = [
            "host": Secret(folder), "port": Secret(String(Self.port)), "user": Secret(record.superuser),
            "dbname": Secret(database),
        ]
        return try PostgresConnection(words, asUser: owner.uid, cancellation: cancellation)
    }

    private func isPaused(_ connection: PostgresConnection) throws -> Bool {
        do {
            return try connection.query(ServerDialect.isPaused(connection.serverVersion)).text(0, 0) == "t"
        } catch let error as DRError where error.code == .failed {
            // The recovery may end between two questions, and then this one is refused.
            return false
        }
    }

    /// A connection, or nil while the server does not take any.
    private func connectIfReady() throws -> PostgresConnection? {
        do { return try connect() } catch let error as DRError where error.code == .storageUnreachable { return nil }
    }

    /// Stops the server; nothing happens when it does not run.
    package func stop(_ way: Stop = .fast) throws {
        guard isRunning else { return }
        isRunning = false
        guard try TargetGuard.runningServer(data) != nil else { return }
        try run(["pg_ctl", "-D", data, "-m", way.rawValue, "-w", "-t", "300", "-s", "stop"], timeout: 310)
    }

    /// Runs a program of PostgreSQL as the user of the server, connected to it.
    ///
    /// - Parameters:
    ///   - output: gets what it prints.
    /// - Throws: `DRError` when it fails.
    package func program(_ words: [String], output: (UnsafeRawBufferPointer) throws -> Void) throws {
        let command = asOwner + [programs + "/" + (words.first ?? "")] + words.dropFirst()
        let status = try ChildProcess.run(command, cancellation: cancellation, output: output)
        guard status == .exited(0) else {
            throw DRError(
                .restoreVerificationFailed,
                "\(words.first ?? "") \(status)",
                object: data,
                hint: "see what it says above"
            )
        }
    }

    /// The options by which a program reaches this server.
    package var place: [String] { ["-h", folder, "-p", String(Self.port), "-U", record.superuser] }

    private var asOwner: [String] { OtherUser.words(user: owner.uid, group: owner.gid) }

    private func run(_ words: [String], timeout: Double) throws {
        let command = asOwner + [programs + "/" + (words.first ?? "")] + words.dropFirst()
        var said: [UInt8] = []
        let status = try ChildProcess.run(command, cancellation: cancellation) { said += $0 }
        guard status == .exited(0) else {
            let text = String(decoding: said.suffix(2000), as: UTF8.self)
            throw DRError(.failed, "\(words.first ?? "") \(status): \(text)\(try self.said())", object: data)
        }
    }

    private var log: String { folder + "/server.log" }

    /// The end of what the server said, on one line.
    private func said() throws -> String {
        let bytes = try FileBytes.read(log, limit: 1 << 30) ?? []
        return String(decoding: bytes.suffix(1500), as: UTF8.self).split(separator: "\n").suffix(6)
            .joined(separator: " | ")
    }

    /// Settings that win over those of the data directory.
    private var isolation: [(String, String)] {
        var settings = [
            ("config_file", folder + "/postgresql.conf"), ("hba_file", folder + "/pg_hba.conf"),
            ("ident_file", folder + "/pg_ident.conf"), ("listen_addresses", ""),
            ("unix_socket_directories", folder), ("port", String(Self.port)), ("archive_mode", "off"),
            ("archive_command", ""), ("primary_conninfo", ""), ("primary_slot_name", ""), ("ssl", "off"),
            ("hot_standby", "on"), ("logging_collector", "off"), ("log_destination", "stderr"), ("fsync", "off"),
            ("max_logical_replication_workers", "0"), ("synchronous_standby_names", ""), ("jit", "off"),
            ("recovery_end_command", ""), ("archive_cleanup_command", ""),
            // In the data directory: a server that is killed leaves nothing outside of it.
            ("dynamic_shared_memory_type", "mmap"),
        ]
        for name in [
            "max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions",
            "max_locks_per_transaction", "wal_level",
        ] {
            if let value = record.settings[name] { settings.append((name, value)) }
        }
        let libraries = (record.settings["shared_preload_libraries"] ?? "").split(separator: ",")
            .map { $0.drop { $0 == " " } }.filter { !Self.jobLibraries.contains(String($0)) }
        settings.append(("shared_preload_libraries", libraries.joined(separator: ",")))
        return settings
    }

    private func writeFiles() throws {
        let files = [
            ("postgresql.conf", "# The settings of a scratch server come with its command line.\n"),
            ("pg_hba.conf", "local all all trust\nlocal replication all reject\n"), ("pg_ident.conf", ""),
        ]
        for (name, text) in files {
            try FileBytes.replace(folder + "/" + name, with: Array(text.utf8), mode: 0o600)
            try own(folder + "/" + name)
        }
    }

    /// A word for the shell that `pg_ctl` starts the server with.
    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
