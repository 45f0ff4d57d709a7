import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB
import Testing

@Suite("Retention of a plan in its repository")
struct PlanRetentionTests {
    private func run(_ bench: RetentionBench, _ work: RetentionWork = RetentionWork()) -> RunRecord {
        let runner = JobRunner(context: bench.context, guards: [], works: [.retention: work], listeners: [])
        return runner.run(Job(plan: "files", kind: .retention))
    }

    @Test("removes what the policy does not want, of this plan and environment alone", .tags(.medium))
    func removes() throws {
        try RetentionBench.with { bench in
            let mine = try [0, 1, 2].map { try bench.add(hours: $0) }
            let others = [try bench.add(hours: 5, plan: "orders"), try bench.add(hours: 6, host: "beta")]
            let record = run(bench)
            #expect(record.outcome == .succeeded, "\(record.message ?? "")")
            #expect(try bench.ids() == Set([mine[0], mine[1]] + others))
            #expect(record.details?.contains("\"removed\":[\"\(mine[2].hex)\"]") == true)
            // Again there is nothing to do.
            #expect(run(bench).details?.contains("\"removed_count\":0") == true)
            #expect(try bench.repository.backend.list(.lock).isEmpty)
        }
    }

    @Test("keeps the last verified point, pins and holds", .tags(.medium))
    func keeps() throws {
        let policy = """
            keep: {last: 1}
            legal_holds: [{tag: case, reason: case 7}]

            """
        try RetentionBench.with(policy: policy) { bench in
            let newest = try bench.add(hours: 0)
            let plain = try bench.add(hours: 1)
            let verified = try bench.add(hours: 2)
            let held = try bench.add(hours: 3, tags: ["case"])
            let older = try bench.add(hours: 4)
            for id in [verified, older] { try bench.verify(id) }
            #expect(run(bench).outcome == .succeeded)
            #expect(try bench.ids() == [newest, verified, held])
            #expect(try !bench.ids().contains(plain))
        }
    }

    @Test("a guard withholds, is named, and can be overridden with a reason on record", .tags(.medium))
    func guards() throws {
        try RetentionBench.with { bench in
            for hours in 100..<112 { _ = try bench.add(hours: Int64(hours)) }
            let refused = run(bench)
            #expect(refused.outcome == .refused)
            #expect(refused.exitCode == 18)
            #expect(refused.message?.contains("newest_age") == true)
            #expect(refused.details?.contains("\"withheld\":10") == true)
            #expect(try bench.ids().count == 12)

            let one = run(bench, RetentionWork(overrides: [.newestAge], reason: "host is gone"))
            #expect(one.message?.contains("removal_share") == true)
            let both = RetentionWork(overrides: [.newestAge, .removalShare], reason: "host is gone")
            let done = run(bench, both)
            #expect(done.outcome == .succeeded)
            #expect(try bench.ids().count == 2)
            #expect(done.details?.contains("\"overrides\":[\"newest_age\",\"removal_share\"]") == true)
            #expect(done.details?.contains("\"reason\":\"host is gone\"") == true)
        }
    }

    @Test("what no run made is not trusted once runs are known", .tags(.medium))
    func forged() throws {
        try RetentionBench.with { bench in
            let ids = try [1, 25, 49].map { try bench.add(hours: $0) }
            for (id, hours) in zip(ids, [1, 25, 49] as [Int64]) { try bench.note(id, hours: hours) }
            let forged = try bench.add(hours: 30)
            let refused = run(bench)
            #expect(refused.outcome == .refused)
            #expect(refused.message?.contains(forged.short) == true)
            #expect(try bench.ids().count == 4)
            // A run whose process died can have made it.
            try bench.note(nil, hours: 30)
            #expect(run(bench).outcome == .succeeded)
            #expect(try bench.ids() == [ids[0], ids[1]])
        }
    }

    @Test("a snapshot that was compared with a later one is not trusted", .tags(.medium))
    func order() throws {
        try RetentionBench.with { bench in
            let newest = try bench.add(hours: 0)
            _ = try bench.add(hours: 1)
            _ = try bench.add(hours: 2, parent: newest)
            let refused = run(bench)
            #expect(refused.outcome == .refused)
            #expect(refused.message?.contains("snapshot_times") == true)
        }
    }
}
