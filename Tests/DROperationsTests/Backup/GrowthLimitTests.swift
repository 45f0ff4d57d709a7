import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("The limit on the growth of a repository")
struct GrowthLimitTests {
    private static let mebibyte = 1 << 20

    private func fill(_ bench: RunnerBench, _ name: String, _ mebibytes: Int) throws {
        try bench.scratch.write(SecureRandom.bytes(mebibytes * Self.mebibyte), to: "data/" + name)
    }

    private func run(_ bench: RunnerBench, _ installation: Installation, allowsGrowth: Bool = false) -> RunRecord {
        let context = JobContext(
            installation: installation,
            catalog: bench.catalog,
            cancellation: Cancellation(),
            lockWait: 0,
            note: { [notes = bench.notes] in notes.add($0) }
        )
        let work = BackupWork(allowsGrowth: allowsGrowth)
        return JobRunner(
            context: context,
            guards: Standard.guards(context),
            works: [.incremental: work],
            listeners: Standard.listeners(context)
        ).run(Job(plan: "files", kind: .incremental))
    }

    private func operations(_ installation: Installation) throws -> [String] {
        var names: [String] = []
        try AuditLog(installation).forEachEntry { names.append($0.operation) }
        return names
    }

    @Test(
        "stops a backup before its snapshot, keeps what was stored for the next one, and gives way to who allows it",
        .tags(.large),
        .hangLimit
    )
    func limit() throws {
        try RunnerBench.with { bench in
            try bench.scratch.write(Array("guardrails: {storage_growth: 25%}\n".utf8), to: "test.yml")
            let installation = try Installation.load(
                ConfigurationFolder(bench.scratch.path),
                environment: "test",
                variables: [:]
            )
            try fill(bench, "first", 80)
            let first = run(bench, installation)
            #expect(first.outcome == .succeeded, "\(first.message ?? "")")
            try fill(bench, "second", 300)
            let refused = run(bench, installation)
            #expect(refused.outcome == .refused)
            #expect(refused.exitCode == DRError.Code.refusedByGuardrail.rawValue)
            #expect(refused.message?.hasPrefix("guardrail storage_growth: ") == true)
            #expect(refused.snapshot == nil)
            let afterRefusal = try bench.repository().snapshots()
            #expect(afterRefusal.compactMap { $0.id?.hex } == [first.snapshot].compactMap(\.self))
            let stored = try bench.repository().index.storedBytes
            #expect(stored > UInt64(320 * Self.mebibyte))
            #expect(stored < UInt64(360 * Self.mebibyte))

            // The next run, as that of the next occurrence, adds the rest.
            let next = run(bench, installation)
            #expect(next.outcome == .succeeded)
            #expect((next.bytesAdded ?? 0) < Int64(70 * Self.mebibyte))

            try fill(bench, "third", 300)
            let allowed = run(bench, installation, allowsGrowth: true)
            #expect(allowed.outcome == .succeeded)
            #expect((allowed.bytesAdded ?? 0) >= Int64(300 * Self.mebibyte))
            let names = try operations(installation)
            #expect(names.filter { $0 == "guardrail.refuse" }.count == 1)
            #expect(names.filter { $0 == "guardrail.override" }.count == 1)
        }
    }
}
