import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct ForgetTests {
    private func snapshots() throws -> (BackupBench, [Snapshot]) {
        let bench = try BackupBench(MemoryBackend())
        try bench.writeConfig()
        let snapshots = try (0..<10).map { try bench.backUp(["file": [UInt8($0)]], at: Int64($0) * 43200) }
        return (bench, snapshots)
    }

    @Test("the rules decide, and what they remove is gone")
    func applies() throws {
        let (bench, snapshots) = try snapshots()
        let repository = try bench.open()
        let plan = try ForgetPlan(repository.snapshots(), rules: KeepRules(counts: KeepCounts(daily: .atMost(2))))
        #expect(plan.retention.keptCount == 2)
        #expect(plan.removed.count == 8)
        var told: [ObjectID] = []
        try repository.forget(plan.removed.compactMap(\.id)) { told.append($0) }
        #expect(told.count == 8)
        let left = try repository.snapshots()
        #expect(left.last?.id == snapshots.last?.id)
        #expect(left.count == 2)
        let kept = try #require(plan.retention.groups.first?.keep.first)
        #expect(plan.snapshot(kept.point)?.id == snapshots.last?.id)
    }

    @Test("no rules remove nothing")
    func refusesEmptyRules() throws {
        let (bench, _) = try snapshots()
        let error = #expect(throws: DRError.self) { try ForgetPlan(bench.open().snapshots(), rules: KeepRules()) }
        #expect(error?.code == .usage)
    }

    @Test("rules that would leave a group without any snapshot are refused")
    func refusesEmptyGroup() throws {
        let (bench, _) = try snapshots()
        var rules = KeepRules()
        rules.tags = [["kept"]]
        let error = #expect(throws: DRError.self) { try ForgetPlan(bench.open().snapshots(), rules: rules) }
        #expect(error?.code == .refusedByGuardrail)
    }

    @Test("days are those of the clock that a snapshot was written with")
    func usesOffset() throws {
        let json = #"{"time":"2024-01-25T00:30:00+02:00","tree":"\#(String(repeating: "a", count: 64))","paths":["/"]}"#
        let snapshot = try Array(json.utf8).withUnsafeBytes { try Snapshot(json: $0, id: ObjectName.config.id) }
        #expect(snapshot.utcOffset == 7200)
        let plan = try ForgetPlan([snapshot], rules: KeepRules(counts: KeepCounts(daily: .atMost(1))))
        #expect(plan.retention.groups.first?.keep.first?.point.local.day == 25)
    }
}
