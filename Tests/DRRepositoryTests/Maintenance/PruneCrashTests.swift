import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Forget and prune die after every single change of the storage, also with the last object torn.
@Suite(.tags(.medium))
struct PruneCrashTests {
    @Test("whatever the moment of death: what is left is intact, and the next prune finishes the work")
    func everyPrefix() throws {
        let start = MemoryBackend()
        let bench = try BackupBench(start)
        try bench.writeConfig()
        var snapshots: [Snapshot] = []
        for number in 0..<3 {
            snapshots.append(try bench.backUp(BackupBench.files(3, version: UInt64(number)), at: Int64(number) * 86400))
        }
        let log = OperationLogBackend(startingAt: start)
        let repository = try bench.open(log)
        let plan = try ForgetPlan(repository.snapshots(), rules: KeepRules(counts: KeepCounts(last: .atMost(1))))
        #expect(plan.removed.count == 2)
        try repository.forget(plan.removed.compactMap(\.id))
        _ = try PruneTests.prune(bench, on: log)
        #expect(log.operations.count > 20)
        for count in 0...log.operations.count {
            try check(log.state(after: count), bench, snapshots, "after \(count) changes")
            guard count > 0, case .save = log.operations[count - 1] else { continue }
            for part in [0, 0.5] {
                try check(log.state(after: count, tornTo: part), bench, snapshots, "torn at change \(count)")
            }
        }
    }

    private func check(
        _ backend: MemoryBackend,
        _ bench: BackupBench,
        _ snapshots: [Snapshot],
        _ moment: Comment
    ) throws {
        // The process is dead: its lock is stale, torn or not.
        for (id, _) in try backend.list(.lock) { backend.delete(ObjectName(.lock, id)) }
        let torn = try tornIndexes(backend, bench)
        for id in torn { backend.delete(ObjectName(.index, id)) }
        let report = try bench.verify(backend)
        #expect(report.isIntact, moment)
        let present = Set(try backend.list(.snapshot).map(\.id))
        #expect(snapshots[2].id.map(present.contains) == true, moment)
        for (number, snapshot) in snapshots.enumerated() where snapshot.id.map(present.contains) == true {
            #expect(try bench.restore(snapshot, from: backend) == BackupBench.files(3, version: UInt64(number)), moment)
        }
        _ = try PruneTests.prune(bench, on: backend)
        let after = try bench.verify(backend)
        #expect(after.isIntact, moment)
        #expect(after.hints.isEmpty, moment)
        #expect(try bench.restore(snapshots[2], from: backend) == BackupBench.files(3, version: 2), moment)
        let fresh = try bench.backUp(BackupBench.files(3, version: 9), at: 999_999, on: backend)
        #expect(try bench.restore(fresh, from: backend) == BackupBench.files(3, version: 9), moment)
    }

    /// Index files that a storage without atomic writes left torn; verify names them, and a user removes them.
    private func tornIndexes(_ backend: MemoryBackend, _ bench: BackupBench) throws -> [ObjectID] {
        let report = try bench.verify(backend)
        return try backend.list(.index).map(\.id).filter { id in
            report.damages.contains { $0.object == ObjectName(.index, id).description }
        }
    }
}
