import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Repairs die after every single change of the storage: what could be restored before can be restored after.
@Suite(.tags(.medium))
struct RepairCrashTests {
    @Test("repair of the index and of packs loses nothing more, whatever the moment of death")
    func everyPrefix() throws {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(.data).first)
        let index = try #require(try bench.backend.list(.index).max { $0.size < $1.size }?.id)
        var objects = bench.damaged([ObjectName(.index, index)]) { $0[30] ^= 4 }.contents
        objects[ObjectName(.pack, pack.id)]?[pack.entries[0].offset + 20] ^= 1
        let log = OperationLogBackend(startingAt: MemoryBackend(objects))
        _ = try bench.repairIndex(log)
        let indexed = log.operations.count
        _ = try bench.repairPacks(log)
        #expect(log.operations.count > indexed + 4)
        let expected = try restorable(bench, log.state(after: log.operations.count))
        #expect(expected > 20)
        for count in 0...log.operations.count {
            let state = log.state(after: count)
            for (id, _) in try state.list(.lock) { state.delete(ObjectName(.lock, id)) }
            let repair = try bench.repairIndex(state)
            #expect(repair.unreadablePacks.isEmpty, "after \(count) changes")
            _ = try bench.repairPacks(state)
            #expect(try restorable(bench, state) == expected, "after \(count) changes")
            _ = try bench.repairSnapshots(state)
            #expect(try bench.bench.verify(state).isIntact, "after \(count) changes")
        }
    }

    /// How many files of all snapshots come back whole.
    private func restorable(_ bench: RepairBench, _ backend: any Backend) throws -> Int {
        let repository = try bench.bench.open(backend)
        try repository.loadIndex()
        let codec = try repository.makeCodec()
        var whole = 0
        for snapshot in bench.snapshots {
            try TreeWalker(repository, codec).walk(snapshot.tree) { _, node in
                guard let content = node.content else { return .descend }
                do {
                    for id in content { try repository.loadBlob(.data, id, codec, into: ByteBuffer()) }
                    whole += 1
                } catch let error as DRError where error.code == .integrity {
                    return .skip
                }
                return .skip
            }
        }
        return whole
    }
}
