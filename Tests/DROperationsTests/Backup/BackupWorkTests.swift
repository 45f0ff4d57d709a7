import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

@Suite("The backup of a plan")
struct BackupWorkTests {
    private func run(_ bench: RunnerBench, _ plan: String = "files", _ kind: RunKind = .incremental) -> RunRecord {
        JobRunner(bench.context()).run(Job(plan: plan, kind: kind))
    }

    @Test("makes a snapshot that says whose it is", .tags(.medium))
    func snapshot() throws {
        try RunnerBench.with { bench in
            let first = run(bench)
            // The first one of a plan reads everything, whatever was asked for.
            #expect([first.outcome, run(bench).outcome] == [.succeeded, .succeeded])
            let snapshots = try bench.repository().snapshots()
            #expect(
                snapshots.map(\.tags) == [
                    ["full", "dr", "plan:files", "env:test", "extra"],
                    ["incremental", "dr", "plan:files", "env:test", "extra"],
                ]
            )
            #expect(snapshots.last?.parent == snapshots.first?.id)
            #expect(first.snapshot == snapshots.first?.id?.hex)
            #expect(first.kind == .full)
            #expect(first.files == 1)
            #expect(first.bytesProcessed == 6)
            #expect(first.details?.contains("\"packs_checked\":1") == true)
            let samples = try bench.catalog.samples(environment: "test", repository: "primary")
            #expect(samples.map(\.snapshots) == [2, 1])
            #expect(samples.map(\.locks) == [0, 0])
            #expect(samples.first?.newestSnapshot == snapshots.last?.time)
            let locks = try bench.scratch.names(in: "repository/locks")
            #expect(locks == [])
        }
    }

    @Test("of a stream keeps nothing of a program that fails", .tags(.medium), arguments: ["echo x; exit 3", "true"])
    func failingStream(script: String) throws {
        try RunnerBench.with(stream: script) { bench in
            let run = run(bench, "stream", .full)
            #expect(run.outcome == .failed)
            #expect(run.snapshot == nil)
            let isEmpty = try bench.repository().snapshots().isEmpty
            #expect(isEmpty)
        }
    }

    @Test("tells why the repository does not open", .tags(.medium))
    func repository() throws {
        try RunnerBench.with { bench in
            try bench.scratch.write(Array("wrong\n".utf8), to: "key")
            let refused = run(bench)
            #expect(refused.error?.code == .wrongPassword)
            #expect(refused.hint == "check repositories.primary.password in the configuration")
            try #require(chmod(bench.scratch.path("key"), 0o644) == 0)
            #expect(run(bench).error?.code == .configurationInvalid)
            try #require(chmod(bench.scratch.path("key"), 0o600) == 0)
            try #require(rename(bench.scratch.path("repository"), bench.scratch.path("away")) == 0)
            #expect(run(bench).error?.code == .noRepository)
            let outcomes = try bench.catalog.runs(environment: "test").map(\.outcome)
            #expect(outcomes == [.failed, .failed, .failed])
        }
    }

    @Test("waits for a lock no longer than told", .tags(.medium))
    func locked() throws {
        try RunnerBench.with { bench in
            let repository = try bench.repository()
            try repository.withLock(exclusive: true) { _ in
                let locked = run(bench)
                #expect(locked.error?.code == .locked)
                #expect(locked.outcome == .failed)
            }
            #expect(run(bench).outcome == .succeeded)
        }
    }

    @Test("damage in what was written fails the run and keeps the snapshot", .tags(.medium))
    func damagedSample() throws {
        try RunnerBench.with { bench in
            let observer = PackDamager(bench.scratch)
            var works = Standard.works()
            works[.full] = BackupWork(observer: observer)
            let runner = JobRunner(context: bench.context(), guards: [], works: works, listeners: [])
            let run = runner.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .failed)
            #expect(run.error?.code == .integrity)
            #expect(run.snapshot != nil)
            #expect(run.message?.contains("is there, but what was written for it does not read back") == true)
            #expect(run.details?.contains("\"problems_found\":0") == false)
        }
    }
}

/// Cuts a piece off every pack as soon as the snapshot is there.
private struct PackDamager: BackupObserver {
    let scratch: ScratchDirectory

    init(_ scratch: ScratchDirectory) {
        self.scratch = scratch
    }

    func began(_ plan: String, _ progress: BackupProgress) {}
    func found(_ problem: SourceProblem) {}
    func ended() {}

    func stored(_ report: BackupReport) {
        for pack in report.newPacks {
            let path = "repository/data/\(pack.hex.prefix(2))/\(pack.hex)"
            do {
                var bytes = try scratch.read(path)
                try scratch.remove(path)
                bytes[bytes.count / 3] ^= 0x40
                try scratch.write(bytes, to: path)
            } catch {
                Issue.record(error)
            }
        }
    }
}
