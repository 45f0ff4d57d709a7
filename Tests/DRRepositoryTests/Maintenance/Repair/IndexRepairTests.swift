import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct IndexRepairTests {
    @Test("a right index is left alone", arguments: [false, true])
    func clean(_ readsAllPacks: Bool) throws {
        let bench = try RepairBench()
        let before = bench.backend.contents
        let report = try bench.repairIndex(bench.backend, readsAllPacks: readsAllPacks)
        #expect(report.isClean)
        #expect(report.unreadablePacks.isEmpty)
        #expect(bench.backend.contents == before)
    }

    /// What happens to index files.
    enum Fault: CaseIterable { case oneRemoved, allRemoved, oneDamaged, allDamaged }

    @Test("lost and damaged index files are made anew from the packs", arguments: Fault.allCases)
    func indexFiles(_ fault: Fault) throws {
        let bench = try RepairBench()
        let files = try bench.backend.list(.index).map { ObjectName(.index, $0.id) }.sorted { $0.id < $1.id }
        let isRemoved = fault == .oneRemoved || fault == .allRemoved
        let hit = fault == .oneRemoved || fault == .oneDamaged ? Array(files.prefix(1)) : files
        let broken = bench.damaged(hit) { if isRemoved { $0 = [] } else { $0[30] ^= 4 } }
        #expect(try !bench.bench.verify(broken).isIntact)

        let damaged = broken.contents
        let plan = try bench.repairIndex(broken, isDryRun: true)
        #expect(!plan.isClean)
        #expect(broken.contents == damaged)

        let report = try bench.repairIndex(broken)
        #expect(report.damagedIndexes == (isRemoved ? [] : hit.map(\.id)))
        #expect(!report.addedPacks.isEmpty)
        #expect(report.addedPacks == plan.addedPacks)
        #expect(report.missingPacks.isEmpty)
        let verified = try bench.bench.verify(broken)
        #expect(verified.isIntact)
        #expect(verified.hints.isEmpty)
        for (number, snapshot) in bench.snapshots.enumerated() {
            #expect(try bench.bench.restore(snapshot, from: broken) == BackupBench.files(5, version: UInt64(number)))
        }
    }

    @Test("packs that are gone leave the index")
    func missingPack() throws {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(.data).first?.id)
        let broken = bench.damaged([ObjectName(.pack, pack)]) { $0 = [] }
        #expect(try bench.repairIndex(broken).missingPacks == [pack])
        let repository = try bench.bench.open(broken)
        try repository.loadIndex()
        #expect(!repository.index.contains(pack: pack))
        // The content is stored again by the next backup of the same source.
        let files = BackupBench.files(5, version: 2)
        try bench.bench.backUp(files, at: 999_999, on: broken)
        #expect(try bench.bench.restore(bench.snapshots[2], from: broken) == files)
    }

    @Test("an index that lists other blobs than the pack has is corrected")
    func wrongIndex() throws {
        let bench = try RepairBench()
        let repository = try bench.bench.open()
        try repository.loadIndex()
        var packs = repository.index.packContents()
        packs[0].entries.removeLast()
        let broken = bench.damaged(try bench.backend.list(.index).map { ObjectName(.index, $0.id) }) { $0 = [] }
        let json = ByteBuffer()
        IndexFile.encode(packs, into: json)
        let other = try bench.bench.open(broken)
        _ = try other.saveUnpacked(.index, json.bytes, other.makeCodec())
        #expect(try !bench.bench.verify(broken).isIntact)
        #expect(try bench.repairIndex(broken).correctedPacks == [packs[0].id])
        #expect(try bench.bench.verify(broken).isIntact)
    }

    @Test("a pack without a readable header stays as the index has it, and is named")
    func damagedHeader() throws {
        let bench = try RepairBench()
        let pack = try #require(try bench.packs(.data).first)
        let broken = bench.damaged([ObjectName(.pack, pack.id)]) { $0[$0.count - 20] ^= 1 }
        #expect(try bench.repairIndex(broken).isClean)
        let report = try bench.repairIndex(broken, readsAllPacks: true)
        #expect(report.unreadablePacks.map(\.id) == [pack.id])
        #expect(report.unreadablePacks.first?.reason.contains("header") == true)
        #expect(try bench.bench.restore(bench.snapshots[0], from: broken) == BackupBench.files(5))
    }
}
