import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRTestSupport
import Testing

@Suite("A catalog that was lost")
struct CatalogRebuildTests {
    /// What of a run a snapshot tells.
    private struct Known: Equatable {
        var plan: String
        var kind: RunKind
        var started: Int64
        var snapshot: String?
        var parent: String?
        var files: Int64?
        var processed: Int64?
        var stored: Int64?
        var outcome: RunOutcome

        init(_ run: RunRecord) {
            (plan, kind, started) = (run.plan, run.kind, run.started.seconds)
            (snapshot, parent, files) = (run.snapshot, run.parent, run.files)
            (processed, stored, outcome) = (run.bytesProcessed, run.bytesStored, run.outcome)
        }
    }

    private func decision(_ bench: RunnerBench, _ catalog: Catalog, at now: Timestamp) throws -> DueDecision {
        let plan = try bench.installation.plan("files")
        let runs = try catalog.runs(environment: "test", plan: "files")
        let calendar = RunCalendar(
            rules: plan.schedule.rules,
            zone: try bench.installation.zones.zone(named: "UTC"),
            since: try catalog.since(environment: "test", plans: ["files"], now: now)["files"] ?? now
        )
        return calendar.decision(
            at: now,
            after: runs.map { PastRun(kind: $0.kind, occurrence: $0.occurrence ?? $0.started, started: $0.started) }
        )
    }

    @Test("comes back from the repositories, and decides the same", .tags(.medium))
    func rebuilt() throws {
        let clock = SteppingClock()
        try RunnerBench.with(clock: clock) { bench in
            let runner = JobRunner(bench.context())
            _ = try bench.catalog.since(environment: "test", plans: ["files"], now: clock.now)
            for kind in [RunKind.full, .incremental, .incremental] {
                #expect(runner.run(Job(plan: "files", kind: kind)).outcome == .succeeded)
                clock.step(3600)
            }
            #expect(runner.run(Job(plan: "stream", kind: .full)).outcome == .succeeded)
            let before = try bench.catalog.runs(environment: "test").map(Known.init)
            let now = clock.now
            let decided = try decision(bench, bench.catalog, at: now)

            let fresh = try Catalog(stateDirectory: bench.scratch.path("fresh"))
            let context = JobContext(
                installation: bench.installation,
                catalog: fresh,
                cancellation: Cancellation(),
                note: { Issue.record("\($0)") }
            )
            let report = try CatalogRebuilding.run(context)
            #expect(report.added == 4)
            #expect(report.unreachable.isEmpty)
            let rebuilt = try fresh.runs(environment: "test").map(Known.init)
            #expect(rebuilt == before)
            let isMarked = try fresh.runs(environment: "test").allSatisfy { $0.cause == .rebuilt && $0.seconds != nil }
            #expect(isMarked)
            let redecided = try decision(bench, fresh, at: now)
            #expect(redecided == decided)
            let again = try CatalogRebuilding.run(context)
            #expect([again.snapshots, again.added] == [4, 0])
            // A catalog that knows the runs gets nothing twice.
            let added = try CatalogRebuilding.run(bench.context()).added
            #expect(added == 0)
        }
    }

    @Test("a repository that does not open is told of", .tags(.medium))
    func unreachable() throws {
        try RunnerBench.with { bench in
            try bench.scratch.write(Array("wrong\n".utf8), to: "key")
            let report = try CatalogRebuilding.run(bench.context())
            #expect(report.unreachable.map(\.name) == ["primary"])
            #expect(report.unreachable.first?.error.code == .wrongPassword)
        }
    }
}
