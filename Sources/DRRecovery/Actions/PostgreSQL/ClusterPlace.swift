import CLinux
import DRCore
import DRPolicy
import DRWorkloads

/// A PostgreSQL cluster as an action reaches it.
struct ClusterPlace {
    /// The name of the service.
    let name: String
    let settings: ClusterSettings
    private let secret: @Sendable (SecretReference) throws -> Secret<String>

    /// Takes the cluster that an action names.
    ///
    /// - Throws: `DRError` when the environment does not declare it as a cluster.
    init(
        _ call: ActionCall,
        _ key: String = "service",
        secret: @escaping @Sendable (SecretReference) throws -> Secret<String>
    ) throws {
        name = try call.service(key).name
        settings = try call.part(\.postgresql, key)
        self.secret = secret
    }

    /// The server of this machine that the cluster is.
    ///
    /// - Throws: `DRError` when the environment names no data directory.
    func server() throws -> ClusterServer {
        guard let data = settings.dataDirectory else {
            throw DRError(
                .configurationInvalid,
                "the data directory of the cluster is not on this machine, so it cannot be acted on here",
                object: "services.\(name).postgresql",
                hint: "set data_directory, or use command.run over ssh"
            )
        }
        return ClusterServer(data: data, programs: settings.binDirectory, startCommand: settings.start)
    }

    /// Connects, by the socket of a server of this machine where it runs, so that a cut network does not hide it.
    ///
    /// - Parameter patience: how long connecting and each statement may take, in nanoseconds.
    /// - Throws: `DRError` when nobody answers in time.
    func connect(
        _ context: ActionContext,
        database: String = "postgres",
        patience: Int64 = 5_000_000_000,
        searchesPublic: Bool = false
    ) throws -> PostgresConnection {
        if settings.dataDirectory != nil, let socket = try server().socket() {
            return try open(socket.directory, socket.port, database, context, patience, searchesPublic)
        }
        return try connectOverNetwork(context, database: database, patience: patience, searchesPublic: searchesPublic)
    }

    /// Connects as a client elsewhere does.
    ///
    /// - Throws: `DRError` when nobody answers in time.
    func connectOverNetwork(
        _ context: ActionContext,
        database: String = "postgres",
        patience: Int64 = 5_000_000_000,
        searchesPublic: Bool = false
    ) throws -> PostgresConnection {
        try open(settings.host, settings.port, database, context, patience, searchesPublic)
    }

    /// The keywords of libpq with which another server, or a program of PostgreSQL, reaches this cluster; without password.
    func conninfo(application: String) -> String {
        "host=\(settings.host) port=\(settings.port) user=\(settings.user) application_name=\(application)"
    }

    private func open(
        _ host: String,
        _ port: Int,
        _ database: String,
        _ context: ActionContext,
        _ patience: Int64,
        _ searchesPublic: Bool
    ) throws -> PostgresConnection {
        var words = [
            "host": Secret(host), "port": Secret(String(port)), "user": Secret(settings.user),
            "dbname": Secret(database),
        ]
        if let password = settings.password { words["password"] = try secret(password) }
        // Statements of a scenario name tables as their application does.
        if searchesPublic { words["options"] = Secret("-c statement_timeout=0 -c DateStyle=ISO -c TimeZone=UTC") }
        let limit = max(min(patience, context.remaining), 1_000_000)
        // Through a socket a server may ask the kernel who connects, and expects the user of the role's name.
        let isPeer = geteuid() == 0 && host.hasPrefix("/") && settings.password == nil
        return try PostgresConnection(
            words,
            asUser: isPeer ? getpwnam(settings.user)?.pointee.pw_uid : nil,
            cancellation: context.cancellation,
            patience: limit
        )
    }
}

extension PostgresConnection {
    /// Whether the server takes writes: it gives out a number of a transaction, which a standby cannot.
    ///
    /// - Throws: `DRError` when it does not answer, or refuses for another reason than being a standby.
    func takesWrites() throws -> Bool {
        guard try query("SELECT pg_is_in_recovery()").value(0, 0) == "f" else { return false }
        _ = try query("SELECT txid_current()")
        return true
    }
}
