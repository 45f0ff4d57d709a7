import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB

/// A plan `files` with a real repository that is quick to open, for tests of what looks after it.
struct MaintenanceBench {
    static let password = "correct horse"

    let scratch: ScratchDirectory
    let clock: FakeClock
    let installation: Installation
    let catalog: Catalog

    /// Makes one, calls `body`, and removes everything.
    ///
    /// - Parameters:
    ///   - schedule: the members of the plan's schedule beside the full backup.
    ///   - objectives: those of the plan.
    ///   - extra: further lines of the configuration.
    static func with<Result>(
        schedule: String = "verify: daily at 04:00",
        objectives: String = "{}",
        extra: String = "",
        from start: String = "05-04T00:00",
        _ body: (MaintenanceBench) throws -> Result
    ) throws -> Result {
        try ScratchDirectory.with { scratch in
            let clock = try FakeClock(start)
            try scratch.write(Array((password + "\n").utf8), to: "key")
            guard mkdir(scratch.path("data"), 0o700) == 0 else {
                throw DRError.system("make", scratch.path("data"), errno: clinux_errno())
            }
            _ = try Repository.create(
                at: LocalBackend(path: scratch.path("repository")),
                password: Secret(Array(password.utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            let base = """
                state_directory: \(scratch.path("state"))
                repositories:
                  main:
                    url: \(scratch.path("repository"))
                    password: {file: \(scratch.path("key"))}
                    pack_size: 4M
                plans:
                  files:
                    files: {paths: [\(scratch.path("data"))]}
                    repository: main
                    retention: all
                    schedule: {full: daily at 02:00, \(schedule)}
                    objectives: \(objectives)
                \(extra)
                """
            let installation = try TestInstallation.make(base, clock: clock)
            let catalog = try Catalog(stateDirectory: installation.stateDirectory)
            return try body(
                MaintenanceBench(scratch: scratch, clock: clock, installation: installation, catalog: catalog)
            )
        }
    }

    /// Writes a file of random bytes below the source.
    func file(_ name: String, bytes: Int, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try scratch.write(
            (0..<bytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) },
            to: "data/" + name
        )
    }

    /// Runs a job with the real works.
    @discardableResult
    func run(_ kind: RunKind, work: (any JobWork)? = nil) -> RunRecord {
        clock.advance(60)
        let context = JobContext(
            installation: installation,
            catalog: catalog,
            cancellation: Cancellation(),
            lockWait: 0,
            note: { _ in }
        )
        let works = Standard.works().merging(work.map { [kind: $0] } ?? [:]) { $1 }
        return JobRunner(context: context, guards: [], works: works, listeners: []).run(Job(plan: "files", kind: kind))
    }

    /// Runs a job that must succeed.
    @discardableResult
    func succeed(_ kind: RunKind, work: (any JobWork)? = nil) throws -> RunRecord {
        let record = run(kind, work: work)
        guard record.outcome == .succeeded else {
            throw DRError(.failed, "\(kind) did not succeed", object: record.error?.description)
        }
        return record
    }

    /// The repository, opened anew.
    func repository() throws -> Repository {
        try Repository.open(LocalBackend(path: scratch.path("repository")), password: Secret(Array(Self.password.utf8)))
    }

    /// Flips a bit in the middle of the largest pack.
    func damage() throws {
        let packs = try repository().backend.list(.pack)
        guard let pack = packs.max(by: { $0.size < $1.size }) else { throw DRError(.failed, "there is no pack") }
        let hex = pack.id.hex
        let path = scratch.path("repository/data/\(hex.prefix(2))/\(hex)")
        chmod(path, 0o600)
        let file = try FileDescriptor.open(path, O_RDWR)
        var byte: [UInt8] = [0]
        _ = try byte.withUnsafeMutableBytes { try file.read(into: $0, at: pack.size / 2, path: path) }
        byte[0] ^= 1
        try byte.withUnsafeBytes { try file.writeAll($0, at: pack.size / 2, path: path) }
    }

    /// How many snapshots were proven by a method.
    func verifiedPoints(_ method: VerifyMethod) throws -> Int {
        try catalog.read { database in
            let sql = "SELECT COUNT(*) FROM verified_point WHERE method = ? AND repository_id = ?"
            return try Int.fetchOne(database, sql: sql, arguments: [method.rawValue, repository().config.id]) ?? 0
        }
    }
}
