import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRTestSupport
import DRWorkloads
import Testing

@Suite("The records that a backup carries")
struct RecordsTests {
    @Test("are the files of the configuration, without passwords", .tags(.medium), arguments: ["files", "stream"])
    func carried(plan: String) throws {
        try RunnerBench.with { bench in
            try NewFolder.make(bench.scratch.path("state"))
            let run = JobRunner(bench.context()).run(Job(plan: plan, kind: .full))
            #expect(run.outcome == .succeeded, "\(run.message ?? "")")
            let repository = try bench.repository()
            let snapshot = try #require(try repository.snapshots().first)
            let files = try Records.read(from: snapshot, in: repository)
            let names = [
                "audit-head", "config/base.yml", "config/retention/short.yml", "config/test.yml", "environment",
            ]
            #expect(files.map(\.path) == names)
            let contents = Dictionary(files.map { ($0.path, $0.content) }) { first, _ in first }
            // The run itself is in the audit log by now, so the head is that of its beginning.
            let carried = String(decoding: contents["audit-head"] ?? [], as: UTF8.self)
            #expect(carried.contains("\"sequence\":1"))
            let base = try bench.scratch.read("base.yml")
            #expect(contents["config/base.yml"] == base)
            let layer = "# see https://ops:[redacted]@example.com/\nversion: 1\n"
            #expect(contents["config/test.yml"] == Array(layer.utf8))
            #expect(contents["environment"] == Array("test\n".utf8))
        }
    }

    @Test("take no space when they are the same", .tags(.medium))
    func deduplicated() throws {
        try RunnerBench.with { bench in
            let runner = JobRunner(bench.context())
            _ = runner.run(Job(plan: "files", kind: .full))
            let repository = try bench.repository()
            let before = try repository.snapshots().compactMap { try folder(of: $0, repository) }
            let second = runner.run(Job(plan: "files", kind: .full))
            #expect(second.outcome == .succeeded)
            let after = try bench.repository()
            let both = try after.snapshots().compactMap { try folder(of: $0, after) }
            // The head of the audit log beside them is another one for each run.
            #expect(both == before + before)
        }
    }

    private func folder(of snapshot: Snapshot, _ repository: Repository) throws -> Node? {
        let codec = try repository.makeCodec()
        let records = try repository.loadTree(snapshot.tree, codec).first { $0.name.elementsEqual(".dr-records".utf8) }
        let tree = try #require(records?.subtree)
        return try repository.loadTree(tree, codec).first { $0.name.elementsEqual("config".utf8) }
    }

    @Test("are asked for in vain of other snapshots", .tags(.medium))
    func missing() throws {
        try RunnerBench.with { bench in
            let repository = try bench.repository()
            var options = BackupOptions(exclusion: try Exclusion())
            options.targets = [Array(bench.scratch.path("data").utf8)]
            let report = try FileTreeBackup(options, cancellation: Cancellation()).run {
                BackupDestination(repository: repository, parent: nil)
            }
            let error = #expect(throws: DRError.self) { try Records.read(from: report.snapshot, in: repository) }
            #expect(error?.message == "the snapshot carries no configuration")
        }
    }

    @Test("a source of the same name is refused", .tags(.medium), arguments: ["/.dr-records", "/.dr-records/below"])
    func conflict(target: String) throws {
        try RunnerBench.with { bench in
            let repository = try bench.repository()
            try NewFolder.make(bench.scratch.path("data/.dr-records"))
            var options = BackupOptions(exclusion: try Exclusion())
            options.records = [RecordFile(path: "a", content: [1], modified: Timestamp(seconds: 0))]
            // Only the root of a snapshot matters.
            options.targets = [Array(bench.scratch.path("data").utf8)]
            let destination = BackupDestination(repository: repository, parent: nil)
            _ = try FileTreeBackup(options, cancellation: Cancellation()).run { destination }
            let stream = try StreamBackup(
                .command(["echo", "x"]),
                filename: target,
                options: options,
                cancellation: Cancellation()
            )
            let error = #expect(throws: DRError.self) { try stream.run { destination } }
            #expect(error?.object == "/.dr-records")
            let count = try repository.snapshots().count
            #expect(count == 1)
        }
    }
}
