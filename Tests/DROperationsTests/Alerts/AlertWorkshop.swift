import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Synchronization

/// A clock that a test sets.
final class SetClock: WallClock {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64 = 1_700_000_000) {
        self.seconds = Mutex(seconds)
    }

    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    var uptime: Double { Double(seconds.withLock { $0 }) }

    func sleep(_ seconds: Double, _ cancellation: Cancellation) { advance(Int64(seconds)) }

    /// Lets time pass.
    func advance(_ seconds: Int64) { self.seconds.withLock { $0 += seconds } }
}

/// An environment with channels, in a scratch directory and with a clock of its own.
struct AlertWorkshop {
    let scratch: ScratchDirectory
    let clock: SetClock
    let installation: Installation
    let catalog: Catalog

    /// Makes the environment `production` with a plan `files` and what is given of its file.
    static func with<Result>(_ layer: String, _ body: (AlertWorkshop) throws -> Result) throws -> Result {
        try ScratchDirectory.with { scratch in try body(AlertWorkshop(layer, in: scratch)) }
    }

    /// Makes the environment in a directory that is there.
    init(_ layer: String, in scratch: ScratchDirectory) throws {
        self.scratch = scratch
        clock = SetClock()
        for folder in ["config", "config/retention"] {
            _ = try Tool("mkdir").run(["-p", scratch.path(folder)])
        }
        try scratch.write(Array("secret".utf8), to: "key")
        let base = """
            version: 1
            state_directory: \(scratch.path("state"))
            repositories:
              primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}
            plans:
              files:
                files: {paths: [/etc]}
                repository: primary
                retention: short
                schedule: {incremental: hourly}
                objectives: {rpo: 1h}
            compliance: {off_site_copy: false, required_retention: 1d}

            """
        try scratch.write(Array(base.utf8), to: "config/base.yml")
        try scratch.write(Array(layer.utf8), to: "config/production.yml")
        try scratch.write(Array("keep: {within: 30d}\n".utf8), to: "config/retention/short.yml")
        installation = try Installation.load(
            ConfigurationFolder(scratch.path("config")),
            environment: "production",
            variables: [:],
            clock: clock
        )
        catalog = try Catalog(stateDirectory: installation.stateDirectory)
    }

    var board: AlertBoard { AlertBoard(installation, catalog) }
    var outbox: Outbox { Outbox(installation, catalog) { _ in } }

    /// A finding on the RPO of the plan.
    func finding(_ severity: AlertSeverity = .critical) -> AlertFinding {
        AlertFinding(
            .rpo("files"),
            severity,
            "the last good backup is 3h old",
            object: "files",
            hint: "dr backup files"
        )
    }

    /// A run of the plan that ended just now.
    func run(_ kind: RunKind, _ outcome: RunOutcome, _ code: DRError.Code? = nil) -> RunRecord {
        var run = RunRecord(
            uuid: Hex.encode(SecureRandom.bytes(16)),
            environment: "production",
            plan: "files",
            kind: kind,
            cause: .schedule,
            started: clock.now,
            host: installation.host,
            process: 1,
            boot: ""
        )
        run.repository = "primary"
        run.outcome = outcome
        if outcome != .running {
            run.ended = clock.now
            run.exitCode = code?.rawValue ?? 0
            run.message = code.map { _ in "it failed" }
        }
        return run
    }

    /// What the listeners of a run are made with.
    var context: JobContext {
        JobContext(installation: installation, catalog: catalog, cancellation: Cancellation()) { _ in }
    }
}
