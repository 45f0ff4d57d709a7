import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB
import Testing

/// Makes the environment that `tools/bench/operations` measures: 100 plans with 10,000 runs and 5,000 snapshots, of which
/// nothing is due, and a plan with 100,000 snapshots.
@Suite("The environment of a measurement")
struct BenchEnvironmentTests {
    private static let folder = getenv("DR_BENCH_FOLDER").map { String(cString: $0) }
    private static let password = Array("correct horse".utf8)
    private static let plans = 100
    private static let runsOfPlan = 100

    @Test("is made", .enabled(if: folder != nil, "only for tools/bench/operations"))
    func make() throws {
        let folder = try #require(Self.folder)
        let now = Timestamp.now
        let hour = (now.seconds / 3600 + 12) % 24
        for name in ["config/retention", "data"] { try NewFolder.make("\(folder)/\(name)") }
        try write("\(folder)/key", Self.password + [10], mode: 0o600)
        try write("\(folder)/data/file", Array("hello\n".utf8))
        try write("\(folder)/config/retention/long.yml", Array("keep: {hourly: 48, daily: 90, weekly: 52}\n".utf8))
        var base = """
            state_directory: \(folder)/state
            repositories:
              main: {url: \(folder)/main, password: {file: \(folder)/key}}
              big: {url: \(folder)/big, password: {file: \(folder)/key}}
            plans:
              archive:
                files: {paths: [\(folder)/data]}
                repository: big
                retention: long
                schedule: {full: 'daily at \(hour):30'}

            """
        for number in 0..<Self.plans {
            base += """
                  plan-\(number):
                    files: {paths: [\(folder)/data]}
                    repository: main
                    retention: long
                    schedule: {incremental: 'daily at \(hour):20', full: 'weekly on sun at \(hour):30'}
                    objectives: {rpo: 14d, rto: 1h}

                """
        }
        try write("\(folder)/config/base.yml", Array(base.utf8))
        try write("\(folder)/config/bench.yml", Array("timezone: UTC\n".utf8))
        let installation = try Installation.load(
            ConfigurationFolder(folder + "/config"),
            environment: "bench",
            variables: [:]
        )
        let made = try snapshots("\(folder)/main", count: 5000, now, installation.host) { "plan-\($0 % Self.plans)" }
        _ = try snapshots("\(folder)/big", count: 100_000, now, installation.host) { _ in "archive" }
        try fillCatalog(installation, made, now)
    }

    private func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws {
        try FileBytes.replace(path, with: bytes, mode: mode)
    }

    /// Snapshots an hour apart, the first of them now.
    private func snapshots(
        _ path: String,
        count: Int,
        _ now: Timestamp,
        _ host: String,
        plan: (Int) -> String
    ) throws -> [Snapshot] {
        let repository = try Repository.create(at: LocalBackend(path: path), password: Secret(Self.password))
        let codec = try repository.makeCodec()
        var generator = SeededGenerator(seed: 1)
        return try (0..<count).map { number in
            var snapshot = Snapshot(tree: generator.id())
            snapshot.time = Timestamp(seconds: now.seconds - Int64(number) * 3600)
            snapshot.hostname = host
            snapshot.paths = ["/srv"]
            snapshot.tags = ["full", "dr", "plan:" + plan(number), "env:bench"]
            return try repository.save(snapshot, codec)
        }
    }

    private func fillCatalog(_ installation: Installation, _ snapshots: [Snapshot], _ now: Timestamp) throws {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        for name in installation.configuration.plans.keys {
            _ = try catalog.since(environment: "bench", plans: [name], now: now)
        }
        let made = snapshots.map { $0.id?.hex }
        try catalog.write { database in
            for number in 0..<Self.plans * Self.runsOfPlan {
                let started = Timestamp(seconds: now.seconds - 60 - Int64(number) * 864)
                var run = RunRecord(
                    uuid: RunName.random(),
                    environment: "bench",
                    plan: "plan-\(number % Self.plans)",
                    kind: number % 700 < 100 ? .full : .incremental,
                    cause: .schedule,
                    started: started,
                    host: installation.host,
                    process: 1,
                    boot: "b"
                )
                run.repository = "main"
                run.occurrence = started
                run.ended = Timestamp(seconds: started.seconds + 30)
                run.outcome = number % 97 == 0 ? .failed : .succeeded
                run.exitCode = run.outcome == .succeeded ? 0 : 1
                run.snapshot = number < made.count ? made[number] : nil
                (run.files, run.bytesProcessed, run.bytesStored) = (1000, 1 << 30, 1 << 20)
                try run.insert(database)
            }
        }
    }
}
