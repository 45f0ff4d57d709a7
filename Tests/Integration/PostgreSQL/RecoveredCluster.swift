import CLinux
import DRCore
import DRTestSupport
import DRWorkloads

/// A server on a data directory that a test restored; it is stopped when the test lets go of it.
final class RecoveredCluster {
    private let data: String
    private let socket: String
    private let cluster: TestCluster
    private var isRunning = false

    /// Names a data directory that belongs to the user of the cluster's server.
    init(_ data: String, in scratch: ScratchDirectory, like cluster: TestCluster) throws {
        self.data = data
        self.cluster = cluster
        socket = scratch.path("recovered-\(UInt32.random(in: 0..<1_000_000))")
        guard mkdir(socket, 0o777) == 0, chmod(socket, 0o777) == 0 else {
            throw DRError.system("create", socket, errno: clinux_errno())
        }
    }

    deinit {
        if isRunning { _ = Result { try stop() } }
    }

    /// Starts the server and waits until it takes writes.
    func start() throws {
        isRunning = true
        try cluster.program(
            "pg_ctl",
            [
                "-D", data, "-w", "-s", "-l", socket + "/log", "-o",
                "-c unix_socket_directories=\(socket) -c listen_addresses= -c fsync=off", "start",
            ]
        )
        for _ in 0..<600 {
            if try connect().query("SELECT pg_is_in_recovery()").value(0, 0) == "f" { return }
            usleep(50_000)
        }
        throw DRError(.failed, "the recovery did not end", object: try log)
    }

    /// What the server said.
    var log: String {
        get throws { String(decoding: try FileBytes.read(socket + "/log", limit: 1 << 24) ?? [], as: UTF8.self) }
    }

    /// Stops the server.
    func stop() throws {
        guard isRunning else { return }
        isRunning = false
        try cluster.program("pg_ctl", ["-D", data, "-w", "-s", "-m", "immediate", "stop"])
    }

    /// A connection to it.
    func connect(_ database: String = "postgres") throws -> PostgresConnection {
        let connection = try PostgresConnection(
            ["host": Secret(socket), "user": Secret("postgres"), "dbname": Secret(database)],
            cancellation: Cancellation()
        )
        _ = try connection.query("SET search_path TO public")
        return connection
    }
}

extension RecoveredCluster {
    /// Reads all tables and indexes with pg_amcheck, which fails when one is damaged.
    func check(_ cluster: TestCluster) throws {
        _ = try connect().query("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog")
        try cluster.program("pg_amcheck", ["-h", socket, "--heapallindexed", "-d", "postgres"])
    }
}
