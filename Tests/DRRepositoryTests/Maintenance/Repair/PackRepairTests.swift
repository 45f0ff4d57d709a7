import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct PackRepairTests {
    @Test("whole packs are left alone")
    func clean() throws {
        let bench = try RepairBench()
        let before = bench.backend.contents
        let report = try bench.repairPacks(bench.backend)
        #expect(report.packs.isEmpty)
        #expect(report.examinedPacks > 4)
        #expect(bench.backend.contents == before)
    }

    @Test("a pack with a damaged header is written anew, and nothing is lost")
    func header() throws {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(.data).first)
        let broken = bench.damaged([ObjectName(.pack, pack.id)]) { $0[$0.count - 20] ^= 1 }
        #expect(try bench.bench.verify(broken).damages.map(\.object) == ["pack \(pack.id.hex)"])
        let report = try bench.repairPacks(broken, [pack.id])
        #expect(report.packs.map(\.savedBlobs) == [pack.entries.count])
        #expect(report.lostBlobs == 0)
        let verified = try bench.bench.verify(broken)
        #expect(verified.isIntact)
        #expect(verified.hints.isEmpty)
        for (number, snapshot) in bench.snapshots.enumerated() {
            #expect(try bench.bench.restore(snapshot, from: broken) == BackupBench.files(5, version: UInt64(number)))
        }
    }

    @Test("of a pack with a flipped bit all blobs but one are saved, and a backup heals the rest")
    func blob() throws {
        let bench = try RepairBench()
        let pack = try bench.pack(neededBy: 2)
        let broken = bench.damaged([ObjectName(.pack, pack.id)]) { $0[pack.entries[1].offset + 20] ^= 1 }
        let before = broken.contents
        let plan = try bench.repairPacks(broken, isDryRun: true)
        #expect(broken.contents == before)
        let report = try bench.repairPacks(broken)
        for report in [plan, report] {
            #expect(report.packs.map(\.id) == [pack.id])
            #expect(report.packs.first?.savedBlobs == pack.entries.count - 1)
            #expect(report.packs.first?.damagedBlobs == 1)
            #expect(report.lostBlobs == 1)
        }
        // What is lost is now known to be: a backup of the same files stores it again.
        #expect(try !bench.bench.verify(broken).isIntact)
        try bench.bench.backUp(BackupBench.files(5, version: 2), at: 999_999, on: broken)
        #expect(try bench.bench.verify(broken).isIntact)
        #expect(try bench.bench.restore(bench.snapshots[2], from: broken) == BackupBench.files(5, version: 2))
    }

    @Test("a pack that is gone takes nothing else along")
    func missing() throws {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(.data).first)
        let broken = bench.damaged([ObjectName(.pack, pack.id)]) { $0 = [] }
        let report = try bench.repairPacks(broken)
        #expect(report.packs.map(\.reasons) == [["the pack is missing"]])
        #expect(report.lostBlobs == Set(pack.entries.map(\.id)).count)
    }

    @Test("a blob that lies elsewhere too is not lost")
    func copies() throws {
        let bench = try RepairBench()
        let pack = try bench.pack(neededBy: 0)
        let hidden = MemoryBackend(bench.backend.contents.filter { $0.key.kind != .index })
        try bench.bench.backUp(BackupBench.files(5), at: 60, on: hidden)
        let both = MemoryBackend(
            bench.damaged([ObjectName(.pack, pack.id)]) { $0[40] ^= 1 }.contents
                .merging(hidden.contents.filter { bench.backend.contents[$0.key] == nil }) { $1 }
        )
        #expect(try bench.repairPacks(both).lostBlobs == 0)
        #expect(try bench.bench.verify(both).isIntact)
        #expect(try bench.bench.restore(bench.snapshots[0], from: both) == BackupBench.files(5))
    }

    @Test("a damaged index has to be repaired before")
    func damagedIndex() throws {
        let bench = try RepairBench()
        let file = try #require(try bench.backend.list(.index).first?.id)
        let broken = bench.damaged([ObjectName(.index, file)]) { $0[30] ^= 4 }
        let before = broken.contents
        let error = #expect(throws: DRError.self) { try bench.repairPacks(broken) }
        #expect(error?.code == .integrity)
        #expect(error?.hint?.contains("dr repair index") == true)
        #expect(broken.contents == before)
    }
}
