import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Synchronization

/// An installation in a scratch folder with a repository that is quick to open, and what a runner is given in tests.
struct RunnerBench {
    static let password = "correct horse"

    let scratch: ScratchDirectory
    let installation: Installation
    let catalog: Catalog
    let notes = Lines()

    /// Makes one with the plan `files` of the folder `data`, and the plan `stream`.
    ///
    /// - Parameter plan: gives what is added to the plan `files`, as lines of YAML, for the path of the folder.
    static func with<Result>(
        plan: (String) -> [String] = { _ in [] },
        stream: String = "echo data",
        clock: any WallClock = SystemClock(),
        _ body: (RunnerBench) throws -> Result
    ) throws -> Result {
        try ScratchDirectory.with { scratch in
            for folder in ["retention", "data"] { try NewFolder.make(scratch.path(folder)) }
            try scratch.write(Array("hello\n".utf8), to: "data/hello")
            try scratch.write(Array((password + "\n").utf8), to: "key")
            let base = """
                state_directory: \(scratch.path)/state
                repositories: {primary: {url: \(scratch.path)/repository, password: {file: \(scratch.path)/key}}}
                plans:
                  files:
                    files: {paths: [\(scratch.path)/data]}
                    repository: primary
                    schedule: {incremental: hourly, full: daily at 02:00, maximum_runtime: 1m}
                    retention: short
                    tags: [extra]
                \(plan(scratch.path).map { "    " + $0 }.joined(separator: "\n"))
                  stream:
                    stream: {command: [sh, -c, '\(stream)'], filename: dump.sql}
                    repository: primary
                    schedule: {full: daily at 02:00}
                    retention: short
                """
            try scratch.write(Array(base.utf8), to: "base.yml")
            try scratch.write(Array("# see https://ops:hunter2@example.com/\nversion: 1\n".utf8), to: "test.yml")
            try scratch.write(Array("keep: {daily: 14}\n".utf8), to: "retention/short.yml")
            _ = try Repository.create(
                at: LocalBackend(path: scratch.path("repository")),
                password: Secret(Array(password.utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            let installation = try Installation.load(
                ConfigurationFolder(scratch.path),
                environment: "test",
                variables: [:],
                clock: clock
            )
            return try body(
                RunnerBench(
                    scratch: scratch,
                    installation: installation,
                    catalog: try Catalog(stateDirectory: installation.stateDirectory)
                )
            )
        }
    }

    /// What a run has at hand; it waits for nothing.
    func context(_ cancellation: Cancellation = Cancellation()) -> JobContext {
        JobContext(
            installation: installation,
            catalog: catalog,
            cancellation: cancellation,
            lockWait: 0,
            note: { [notes] in notes.add($0) }
        )
    }

    /// A runner whose listener and work write down what they hear.
    func runner(
        _ heard: Lines,
        guards: [any OperationGuard] = [],
        cancellation: Cancellation = Cancellation(),
        work: @escaping @Sendable (inout RunRecord, JobContext) throws -> Void = { _, _ in }
    ) -> JobRunner {
        let work = ScriptedWork(body: work)
        return JobRunner(
            context: context(cancellation),
            guards: guards,
            works: [.full: work, .incremental: work, .verify: work],
            listeners: [RecordingListener(heard: heard)]
        )
    }

    /// The repository with its index.
    func repository() throws -> Repository {
        let repository = try Repository.open(
            LocalBackend(path: scratch.path("repository")),
            password: Secret(Array(Self.password.utf8))
        )
        try repository.loadIndex()
        return repository
    }

    /// A file of the scratch folder as text; nothing when there is none.
    func text(_ name: String) throws -> String {
        try scratch.names().contains(name) ? String(decoding: scratch.read(name), as: UTF8.self) : ""
    }
}

/// Lines that several threads add.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

/// Work that a test brings.
struct ScriptedWork: JobWork {
    let body: @Sendable (inout RunRecord, JobContext) throws -> Void

    func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws { try body(&run, context) }
}

/// A listener that writes down what it hears, and then fails.
struct RecordingListener: RunListener {
    let heard: Lines

    func began(_ run: RunRecord) throws {
        heard.add("began \(run.plan) \(run.outcome.rawValue)")
        throw DRError(.failed, "a listener is down")
    }

    func ended(_ run: RunRecord) throws {
        heard.add("ended \(run.plan) \(run.outcome.rawValue) \(run.exitCode ?? -1)")
        throw DRError(.failed, "a listener is down")
    }
}

/// A guard that refuses everything.
struct RefusingGuard: OperationGuard {
    func admit(_ job: Job, at now: Timestamp) throws {
        throw DRError(.refusedByGuardrail, "not now", object: job.plan, hint: "at noon")
    }
}
