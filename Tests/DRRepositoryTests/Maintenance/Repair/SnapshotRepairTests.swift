import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct SnapshotRepairTests {
    /// A repository of which a pack of a type is lost and out of the index.
    private func broken(_ type: BlobType) throws -> (RepairBench, MemoryBackend) {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(type).first)
        let broken = bench.damaged([ObjectName(.pack, pack.id)]) { $0 = [] }
        _ = try bench.repairIndex(broken)
        return (bench, broken)
    }

    @Test("whole snapshots are left alone")
    func clean() throws {
        let bench = try RepairBench()
        let before = bench.backend.contents
        #expect(try bench.repairSnapshots(bench.backend).isEmpty)
        #expect(bench.backend.contents == before)
    }

    @Test("what is lost is taken out and named, and the rest stays", arguments: [BlobType.data, .tree])
    func repairs(_ type: BlobType) throws {
        let (bench, broken) = try broken(type)
        let harmed = try Set(bench.bench.verify(broken).harmedSnapshots)
        let before = broken.contents
        let plan = try bench.repairSnapshots(broken, isDryRun: true)
        #expect(broken.contents == before)
        let repaired = try bench.repairSnapshots(broken)
        #expect(Set(repaired.map(\.id)) == harmed)
        #expect(plan.map(\.losses) == repaired.map(\.losses))
        let verified = try bench.bench.verify(broken)
        #expect(verified.isIntact)
        #expect(verified.snapshots == bench.snapshots.count - repaired.count { $0.isLost })

        let repository = try bench.bench.open(broken)
        let left = try repository.snapshots()
        for entry in repaired where !entry.isLost {
            #expect(entry.lossCount > 0)
            let successor = try #require(left.first { $0.id == entry.successor })
            #expect(successor.original == entry.id)
            #expect(successor.tags == ["repaired"])
            let number = try #require(bench.snapshots.firstIndex { $0.id == entry.id })
            let whole = BackupBench.files(5, version: UInt64(number))
            let found = try bench.bench.restore(successor, from: broken)
            let losses = Set(entry.losses.map { String(decoding: $0.dropFirst(), as: UTF8.self) })
            for (path, content) in whole {
                let isLost = losses.contains(path) || losses.contains { $0.hasSuffix("/") && path.hasPrefix($0) }
                if isLost {
                    #expect((found[path]?.count ?? 0) < content.count)
                } else {
                    #expect(found[path] == content)
                }
            }
        }
    }

    @Test("without the option the damaged snapshots stay")
    func keeps() throws {
        let (bench, broken) = try broken(.data)
        let repaired = try bench.repairSnapshots(broken, forgets: false)
        #expect(!repaired.isEmpty)
        #expect(try broken.list(.snapshot).count == bench.snapshots.count + repaired.count)
    }

    @Test("a snapshot whose root is gone is removed only on demand", arguments: [false, true])
    func lostRoot(_ forgets: Bool) throws {
        let bench = try RepairBench()
        let names = try bench.packs(.tree).map { ObjectName(.pack, $0.id) }
        let broken = bench.damaged(names) { $0 = [] }
        _ = try bench.repairIndex(broken)
        let repaired = try bench.repairSnapshots(broken, forgets: forgets)
        #expect(repaired.count == 3)
        #expect(repaired.allSatisfy { $0.isLost && $0.successor == nil && $0.isForgotten == forgets })
        #expect(try broken.list(.snapshot).count == (forgets ? 0 : 3))
    }
}
