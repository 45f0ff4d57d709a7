import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB

/// An environment with one plan in a scratch directory, a repository with snapshots of nothing, and a clock.
struct RetentionBench {
    static let start = Timestamp(seconds: 1_800_000_000)

    let scratch: ScratchDirectory
    let clock: SettableClock
    let installation: Installation
    let catalog: Catalog
    let repository: Repository

    static func with<Result>(
        layer: String = "timezone: UTC\n",
        policy: String = "keep: {last: 2}\n",
        environment: String = "lab",
        _ body: (RetentionBench) throws -> Result
    ) throws -> Result {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("secret\n".utf8), to: "key")
            let base = """
                version: 1
                state_directory: \(scratch.path("state"))
                repositories:
                  primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}
                plans:
                  files:
                    files: {paths: [/srv]}
                    repository: primary
                    schedule: {full: daily at 02:00}
                    retention: simple
                    services: [web]
                  orders:
                    stream: {command: [cat], filename: orders}
                    repository: primary
                    schedule: {full: daily at 02:00}
                    retention: simple
                services:
                  web: {http: {url: "http://127.0.0.1:1/"}}

                """
            let sources = ConfigurationSources(
                environment: environment,
                base: ConfigurationText(name: "base.yml", bytes: Array(base.utf8)),
                layer: ConfigurationText(name: "\(environment).yml", bytes: Array(layer.utf8)),
                retention: ["simple": ConfigurationText(name: "simple.yml", bytes: Array(policy.utf8))],
                variables: [:]
            )
            let clock = SettableClock(start)
            let installation = Installation(
                sources: sources,
                effective: try EffectiveConfiguration(sources),
                host: "alpha",
                zones: TimeZoneDatabase { _ in nil },
                clock: clock
            )
            let repository = try Repository.create(
                at: LocalBackend(path: scratch.path("repository")),
                password: Secret(Array("secret".utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            let catalog = try Catalog(stateDirectory: scratch.path("state"))
            return try body(
                RetentionBench(
                    scratch: scratch,
                    clock: clock,
                    installation: installation,
                    catalog: catalog,
                    repository: repository
                )
            )
        }
    }

    /// What works have at hand.
    var context: JobContext {
        JobContext(installation: installation, catalog: catalog, cancellation: Cancellation()) { _ in }
    }

    /// Stores a snapshot of a plan, made so many hours before the clock's time, and returns its id.
    func add(
        hours: Int64,
        plan: String = "files",
        host: String = "alpha",
        tags: [String] = [],
        parent: ObjectID? = nil
    ) throws -> ObjectID {
        // The tree is never looked at.
        var generator = SeededGenerator(seed: 1)
        var snapshot = Snapshot(tree: generator.id())
        snapshot.time = Timestamp(seconds: clock.now.seconds - hours * 3600)
        snapshot.hostname = host
        snapshot.paths = ["/srv"]
        snapshot.parent = parent
        snapshot.tags = ["dr", "plan:" + plan, "env:" + installation.environment, "full"] + tags
        guard let id = try repository.save(snapshot, repository.makeCodec()).id else {
            throw DRError(.failed, "the snapshot was not stored")
        }
        return id
    }

    /// The ids of the snapshots that are there.
    func ids() throws -> Set<ObjectID> { Set(try repository.snapshots().compactMap(\.id)) }

    /// Notes that a snapshot was proven to be restorable.
    func verify(_ id: ObjectID) throws {
        try catalog.write { database in
            try database.execute(
                sql: "INSERT INTO verified_point VALUES (?, ?, ?, 'restore', 'run')",
                arguments: [repository.config.id, id.hex, clock.now.catalogValue]
            )
        }
    }

    /// Notes a backup that began so many hours before the clock's time and took a minute.
    func note(_ id: ObjectID?, hours: Int64, cause: RunCause = .schedule) throws {
        let started = Timestamp(seconds: clock.now.seconds - hours * 3600)
        var run = RunRecord(
            uuid: "run-\(hours)-\(cause)",
            environment: installation.environment,
            plan: "files",
            kind: .full,
            cause: cause,
            started: started,
            host: "alpha",
            process: 1,
            boot: "b"
        )
        run.ended = Timestamp(seconds: started.seconds + 60)
        run.outcome = id == nil ? .interrupted : .succeeded
        run.snapshot = id?.hex
        _ = try catalog.save(run)
    }
}
