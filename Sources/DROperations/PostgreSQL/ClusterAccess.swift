import CLinux
import DRCore
import DRPolicy
import DRWorkloads

/// The PostgreSQL cluster of a plan: how it is reached, where its files lie, which programs belong to it.
///
/// Used by one thread at a time.
package final class ClusterAccess {
    /// The name of the plan.
    package let plan: String
    /// How the cluster is reached.
    package let settings: ClusterSettings
    /// What of it is backed up, and how.
    package let source: ClusterSource
    /// The name of the repository that holds its backups and its write-ahead log.
    package let repository: String
    private let cancellation: Cancellation
    private let note: @Sendable (String) -> Void

    /// Looks the plan and its cluster up; nothing is connected to yet.
    ///
    /// - Parameters:
    ///   - plan: the name of a plan with `postgresql`.
    ///   - cancellation: ends waiting.
    ///   - note: takes a line for the log, from any thread.
    /// - Throws: `DRError` (usage) when there is no such plan, or it is not that of a cluster.
    package init(
        _ installation: Installation,
        plan: String,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        let found = try installation.plan(plan)
        guard let source = found.postgresql,
            let settings = installation.configuration.services[source.cluster]?.postgresql
        else {
            throw DRError(
                .usage,
                "this is not the plan of a PostgreSQL cluster",
                object: plan,
                hint: "a plan with postgresql: {cluster: SERVICE} is needed"
            )
        }
        self.plan = plan
        self.settings = settings
        self.source = source
        repository = found.repository
        self.cancellation = cancellation
        self.note = note
    }

    /// Connects to a database of the cluster.
    ///
    /// For replication the connection takes the commands of the streaming replication protocol.
    ///
    /// As root through a socket and without a password, it connects as the user of this machine that bears the name of the
    /// role, as `peer` authentication wants it.
    ///
    /// - Throws: `DRError` with code `storageUnreachable` when the server does not answer, `configurationInvalid` when
    ///   the password cannot be fetched.
    package func connect(database: String = "postgres", isReplication: Bool = false) throws -> PostgresConnection {
        var words = [
            "host": Secret(settings.host), "port": Secret(String(settings.port)), "user": Secret(settings.user),
            "dbname": Secret(database),
        ]
        if let password = settings.password {
            let secret = try SecretReader.read(password, cancellation: cancellation)
            words["password"] = Secret(String(decoding: secret.revealed, as: UTF8.self))
        }
        if isReplication { words["replication"] = Secret("true") }
        return try PostgresConnection(words, asUser: peer, cancellation: cancellation)
    }

    /// A connection string for programs of PostgreSQL; the password goes into a file that only this user can read.
    ///
    /// - Throws: `DRError` when the password cannot be fetched or the file cannot be written.
    func connectionText(passwordFile: String) throws -> String {
        var words = ["host=\(settings.host)", "port=\(settings.port)", "user=\(settings.user)"]
        if let password = settings.password {
            let secret = try SecretReader.read(password, cancellation: cancellation)
            let text = String(decoding: secret.revealed, as: UTF8.self)
                .flatMap { $0 == ":" || $0 == "\\" ? ["\\", $0] : [$0] }
            try FileBytes.replace(passwordFile, with: Array(("*:*:*:*:" + String(text) + "\n").utf8), mode: 0o600)
            words.append("passfile=\(passwordFile)")
        }
        return words.joined(separator: " ")
    }

    /// The user to connect as; nil to connect as the user of this process.
    private var peer: uid_t? {
        guard geteuid() == 0, settings.host.hasPrefix("/"), settings.password == nil else { return nil }
        return getpwnam(settings.user)?.pointee.pw_uid
    }

    /// The data directory on this machine: the configured one, else what the server says.
    ///
    /// - Throws: `DRError` when neither says it, or when there is no such directory here.
    package func dataDirectory() throws -> String {
        let path = try settings.dataDirectory ?? connect().query("SELECT current_setting('data_directory')").value(0, 0)
        guard FileBytes.isDirectory(path) else {
            throw DRError(
                .failed,
                "the data directory of the cluster is not on this machine",
                object: path,
                hint: "set services.\(source.cluster).postgresql.data_directory, or run dr where the cluster runs"
            )
        }
        return path
    }

    /// A program of PostgreSQL, such as `pg_dump`, in the version of the cluster.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when it is not installed.
    package func program(_ name: String) throws -> String {
        let folder = try settings.binDirectory ?? ClusterPrograms.directory(majorVersion: majorVersion())
        let path = folder + "/" + name
        guard CLinux.access(path, X_OK) == 0 else {
            throw DRError(
                .configurationInvalid,
                "a program of PostgreSQL is not there",
                object: path,
                hint: "install the server's package, or set services.\(source.cluster).postgresql.bin_directory"
            )
        }
        return path
    }

    /// The directory of the programs of a version, such as that of a base backup.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when it is not found.
    package func programDirectory(majorVersion: Int) throws -> String {
        try settings.binDirectory ?? ClusterPrograms.directory(majorVersion: majorVersion)
    }

    /// The major version of the cluster, such as 15: of the data directory when it can be read, else of the server.
    package func majorVersion() throws -> Int {
        if let data = settings.dataDirectory,
            let bytes = try FileBytes.read(data + "/PG_VERSION", limit: 64),
            let version = Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
        {
            return version
        }
        return try connect().serverVersion / 10_000
    }

    /// The identifier of the cluster: from its control file when that can be read, else from the server.
    package func systemIdentifier() throws -> UInt64 {
        if let data = settings.dataDirectory, CLinux.access(data + "/" + ControlFile.path, R_OK) == 0 {
            return try ControlFile.read(data).systemIdentifier
        }
        let text = try connect().query("SELECT system_identifier FROM pg_control_system()").value(0, 0)
        guard let identifier = UInt64(text) else {
            throw DRError(.failed, "PostgreSQL returned no system identifier", object: source.cluster)
        }
        return identifier
    }
}
