import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads

/// A cluster, a repository, and a configuration whose plan `orders` keeps the log of the cluster; `dr` runs as the user of
/// the server, as an archive command does.
struct WALLab {
    let scratch: ScratchDirectory
    let cluster: TestCluster
    /// The words before every command: the change of the user, and `dr`.
    private let words: [String]
    private let variables: [String: String]
    /// The program that the server starts for each file.
    let client: LogClient

    /// Where the repository lies.
    var repositoryPath: String { scratch.path("repository") }
    /// Where the service of the plan listens.
    var socket: String { scratch.path("run/orders.wal") }

    /// Makes all of it, starts the cluster, and removes everything afterwards.
    ///
    /// - Parameters:
    ///   - client: the program that the server starts for each file.
    ///   - wal: the section `wal` of the plan, as YAML in braces.
    ///   - isArchiving: whether the cluster has an archive command.
    static func with<Result>(
        _ client: LogClient = .dr,
        wal: String = "{}",
        isArchiving: Bool = true,
        settings: [String] = [],
        _ body: (WALLab) throws -> Result
    ) throws -> Result {
        try ScratchDirectory.with { scratch in
            let lab = try WALLab(scratch, client, wal: wal)
            if isArchiving {
                try lab.cluster.configure(["archive_mode = on", "archive_command = '\(lab.archiveCommand)'"])
            }
            // A checkpoint must not take away what a test wants to hand over again.
            try lab.cluster.configure(["wal_keep_size = 1GB"] + settings)
            try lab.cluster.start()
            return try body(lab)
        }
    }

    private init(_ scratch: ScratchDirectory, _ client: LogClient, wal: String) throws {
        self.scratch = scratch
        self.client = client
        cluster = try TestCluster(scratch)
        variables = ["DR_CONFIG": scratch.path("config"), "DR_ENVIRONMENT": "lab"]
        words = cluster.asServer + [try Tool.dr().program]
        let made = try Tool("mkdir").run(["-p"] + ["config/retention", "state", "run"].map(scratch.path))
        guard made.status == 0 else { throw DRError(.failed, "mkdir failed", object: made.errors) }
        try scratch.write(Array("correct horse\n".utf8), to: "key")
        try scratch.write(Array("keep: {daily: 7}\n".utf8), to: "config/retention/simple.yml")
        try scratch.write(Array("timezone: UTC\n".utf8), to: "config/lab.yml")
        try writePlan(wal: wal, service: nil)
        try makeRepository()
        try giveToServer()
    }

    private func makeRepository() throws {
        _ = try Repository.create(
            at: LocalBackend(path: repositoryPath),
            password: Secret(Array("correct horse".utf8)),
            scrypt: Scrypt(n: 2, r: 1, p: 1)
        )
    }

    /// Removes the repository, and makes another one with the same password in its place.
    func replaceRepository() throws {
        let removed = try Tool("rm").run(["-r", repositoryPath])
        guard removed.status == 0 else { throw DRError(.failed, "rm failed", object: removed.errors) }
        try makeRepository()
        try giveToServer()
    }

    /// Makes everything but the cluster over to the user of the server.
    private func giveToServer() throws {
        guard !cluster.asServer.isEmpty else { return }
        let paths = ["config", "state", "run", "key", "repository"].map(scratch.path)
        let run = try Tool("chown").run(["-R", "postgres:postgres"] + paths)
        guard run.status == 0 else { throw DRError(.failed, "chown failed", object: run.errors) }
    }

    /// Writes the configuration anew.
    ///
    /// - Parameters:
    ///   - service: how the cluster is reached, as YAML in braces; nil for its socket and its data directory.
    ///   - socket: where the service of the plan listens; nil for `socket`.
    func configure(wal: String = "{}", service: String? = nil, socket: String? = nil) throws {
        try writePlan(wal: wal, service: service, socket: socket)
        try giveToServer()
    }

    private func writePlan(wal: String, service: String?, socket: String? = nil) throws {
        let text = base(
            wal,
            service ?? "{host: \(cluster.socket), data_directory: \(cluster.data)}",
            socket ?? self.socket
        )
        try scratch.write(Array(text.utf8), to: "config/base.yml")
    }

    private func base(_ wal: String, _ service: String, _ socket: String) -> String {
        """
        version: 1
        timezone: UTC
        state_directory: \(scratch.path("state"))
        repositories:
          primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}
        services:
          main: {postgresql: \(service)}
        plans:
          orders:
            postgresql: {cluster: main, wal: \(wal.replacing("{", with: "{socket: \(socket), "))}
            repository: primary
            schedule: {full: daily at 02:00}
            retention: simple

        """
    }

    /// The archive command, with the configuration.
    var archiveCommand: String {
        let place = variables.map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        return "\(place) \(client.command(words.last ?? "dr")) push --plan orders\(client.option(socket)) %p"
    }

    /// The restore command, with options of one's own.
    func restoreCommand(_ options: String = "") -> String {
        let place = variables.map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        return "\(place) \(client.command(words.last ?? "dr")) get --plan orders \(options) %f %p"
    }

    /// The archive command of a server that can only ask the service at a socket: it finds no configuration to work alone.
    func serviceCommand(_ socket: String) -> String {
        "DR_CONFIG=/nonexistent \(client.command(words.last ?? "dr")) push --socket \(socket) %p"
    }

    /// The words of a verb of the log, as the server runs it.
    func words(_ verb: String, _ arguments: [String]) -> [String] {
        let program = client.command(words.last ?? "dr").split(separator: " ").map(String.init)
        return words.dropLast() + program + [verb, "--plan", "orders"] + arguments
    }

    /// Runs a verb of the log as the server does.
    func log(_ verb: String, _ arguments: [String]) throws -> Tool.Run {
        let words = words(verb, arguments)
        return try Tool(words[0], variables).run(Array(words.dropFirst()))
    }

    /// Starts a verb of the log as the server does.
    func startLog(_ verb: String, _ arguments: [String]) throws -> RunningTool {
        let words = words(verb, arguments)
        return try Tool(words[0], variables).start(Array(words.dropFirst()), in: scratch)
    }

    /// Runs `dr` as the user of these tests, which is root where servers run as another user.
    func drAsRoot(_ arguments: [String]) throws -> Tool.Run {
        try Tool(words.last ?? "dr", variables).run(arguments, seconds: 120)
    }

    /// Runs `dr` as the user of the server.
    func dr(_ arguments: [String], seconds: Double = 60) throws -> Tool.Run {
        try Tool(words[0], variables).run(Array(words.dropFirst()) + arguments, seconds: seconds)
    }

    /// Starts `dr` as the user of the server.
    func start(_ arguments: [String]) throws -> RunningTool {
        try Tool(words[0], variables).start(Array(words.dropFirst()) + arguments, in: scratch)
    }

    /// Starts the service of the plan and waits until it listens.
    func serve() throws -> RunningTool {
        let service = try start(["wal", "serve", "--plan", "orders"])
        guard try service.wait(until: { clinux_try_socket(socket, 100) == 0 }) else {
            throw DRError(.failed, "the service did not begin to listen", object: try service.errors())
        }
        return service
    }

    /// Waits until a condition holds.
    func wait(_ what: String, seconds: Double = 60, until condition: () throws -> Bool) throws {
        for _ in 0..<Int(seconds * 20) {
            if try condition() { return }
            usleep(50_000)
        }
        throw DRError(.failed, "waited in vain: " + what, object: try cluster.log)
    }

    /// Ends the segment, and waits until the server has handed all over.
    func archiveAll() throws {
        let name = try cluster.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
        try waitForArchive(name)
    }

    /// Waits until the server says that a segment is archived.
    func waitForArchive(_ name: String) throws {
        try wait("\(name) archived") {
            try cluster.sql("SELECT coalesce(last_archived_wal, '') >= '\(name)' FROM pg_stat_archiver").trimmed == "t"
        }
    }

    /// The repository as it is now.
    func repository() throws -> Repository {
        let repository = try Repository.open(
            LocalBackend(path: repositoryPath),
            password: Secret(Array("correct horse".utf8))
        )
        try repository.loadIndex()
        return repository
    }

    /// The log as the repository holds it now.
    func archive() throws -> WALArchive {
        let identifier = try ControlFile.read(cluster.data).systemIdentifier
        let archive = WALArchive(try repository(), systemIdentifier: identifier)
        try archive.refresh()
        return archive
    }

    /// A copy of the cluster made by pg_basebackup, which recovers from the archive when it is started.
    func copy(_ name: String, recovery: [String]) throws -> TestCluster {
        let copy = try TestCluster(scratch, copying: cluster, name)
        try copy.configure(["archive_mode = off"] + recovery)
        return copy
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
