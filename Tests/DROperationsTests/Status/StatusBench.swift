import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import GRDB

/// An installation in a scratch folder at noon of a day in winter, with a catalog that a test fills.
struct StatusBench {
    /// The time that it is.
    static let noon = Timestamp(seconds: 1_700_049_600)

    let installation: Installation
    private let opened: Catalog?

    /// A clock that stands still.
    private struct StoppedClock: WallClock {
        var now: Timestamp { StatusBench.noon }
        var uptime: Double { 0 }
        func sleep(_ seconds: Double, _ cancellation: Cancellation) {}
    }

    /// Makes one with two plans, of which `files` has an RPO of an hour and an RTO of ten minutes.
    static func with<Result>(hasCatalog: Bool = true, _ body: (StatusBench) throws -> Result) throws -> Result {
        try ScratchDirectory.with { scratch in
            let base = """
                state_directory: \(scratch.path)/state
                repositories: {primary: {url: \(scratch.path)/repository, password: {env: NOT_NEEDED}}}
                plans:
                  files:
                    files: {paths: [/srv]}
                    repository: primary
                    schedule: {incremental: hourly, full: daily at 02:00, verify: daily at 04:00}
                    retention: short
                    objectives: {rpo: 1h, rto: 10m}
                  other:
                    files: {paths: [/opt]}
                    repository: primary
                    schedule: {full: weekly on sun at 03:00}
                    retention: short
                """
            try scratch.write(Array(base.utf8), to: "base.yml")
            try scratch.write(Array("version: 1\n".utf8), to: "test.yml")
            try NewFolder.make(scratch.path("retention"))
            try scratch.write(Array("keep: {daily: 14}\n".utf8), to: "retention/short.yml")
            let installation = try Installation.load(
                ConfigurationFolder(scratch.path),
                environment: "test",
                variables: [:],
                clock: StoppedClock()
            )
            let catalog = hasCatalog ? try Catalog(stateDirectory: installation.stateDirectory) : nil
            return try body(StatusBench(installation: installation, opened: catalog))
        }
    }

    /// The catalog.
    var catalog: Catalog {
        get throws {
            guard let opened else { throw DRError(.failed, "this bench has no catalog") }
            return opened
        }
    }

    /// Adds a run that began so many seconds before noon and took a minute.
    func add(
        _ plan: String,
        _ kind: RunKind,
        before seconds: Int64,
        _ outcome: RunOutcome = .succeeded,
        _ change: (inout RunRecord) -> Void = { _ in }
    ) throws {
        var run = RunRecord(
            uuid: "\(plan)-\(kind)-\(seconds)",
            environment: "test",
            plan: plan,
            kind: kind,
            cause: .schedule,
            started: Timestamp(seconds: Self.noon.seconds - seconds),
            host: "a",
            process: 1,
            boot: "b"
        )
        run.outcome = outcome
        if outcome != .running { run.ended = Timestamp(seconds: run.started.seconds + 60) }
        change(&run)
        _ = try catalog.save(run)
    }

    /// Runs a statement on the catalog.
    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try catalog.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// The status.
    func status() throws -> EnvironmentStatus { try StatusReader(installation).status() }
}
