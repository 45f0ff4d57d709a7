import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct PruneTests {
    /// Options of locks that wait a moment only.
    private static func locks() -> LockOptions {
        var options = LockOptions()
        options.timing.confirmAfter = 0.001
        return options
    }

    static func prune(
        _ bench: BackupBench,
        on other: (any Backend)? = nil,
        _ options: PruneOptions = PruneOptions(maxUnused: .percent(0), packSize: 4096)
    ) throws -> PruneReport {
        try Pruning(bench.open(other), options: options, locks: locks()).run()
    }

    /// Three snapshots of a tree that changes, the oldest first.
    private func history(_ backend: any Backend, version: Int = 2) throws -> (BackupBench, [Snapshot]) {
        let bench = try BackupBench(backend, version: version)
        try bench.writeConfig()
        let snapshots = try (0..<3).map { number in
            try bench.backUp(BackupBench.files(7, version: UInt64(number)), at: Int64(number) * 3600)
        }
        return (bench, snapshots)
    }

    @Test("what the remaining snapshots need stays, and the rest goes", arguments: [1, 2])
    func prunes(_ version: Int) throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend, version: version)
        let before = try size(backend)
        try bench.open().forget([#require(snapshots[0].id), #require(snapshots[1].id)])
        let plan = try Self.prune(bench, PruneOptions(isDryRun: true, maxUnused: .percent(0), packSize: 4096))
        #expect(try size(backend) == before)
        let report = try Self.prune(bench)
        #expect(plan.freedBytes == report.freedBytes)
        #expect(report.unusedBlobs.count > 0)
        #expect(report.duplicateBlobs.count == 0)
        #expect(try size(backend) < before)
        let check = try bench.verify()
        #expect(check.isIntact)
        #expect(check.hints.isEmpty)
        #expect(check.blobs == report.usedBlobs.count)
        #expect(try bench.restore(snapshots[2]) == BackupBench.files(7, version: 2))
        #expect(try backend.list(.lock).isEmpty)
        let again = try Self.prune(bench)
        #expect(again.freedBytes == 0)
        #expect(again.repackedPacks.count == 0)
    }

    private func size(_ backend: MemoryBackend) throws -> Int { try backend.list(.pack).reduce(0) { $0 + $1.size } }

    @Test("without any snapshot everything goes")
    func prunesAll() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget(snapshots.compactMap(\.id))
        _ = try Self.prune(bench)
        #expect(try backend.list(.pack).isEmpty)
        #expect(try backend.list(.index).isEmpty)
        #expect(try bench.verify().isIntact)
    }

    @Test("of blobs that are stored twice one copy stays")
    func duplicates() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        let hidden = MemoryBackend(backend.contents.filter { $0.key.kind != .index })
        try bench.backUp(BackupBench.files(7, version: 2), at: 9000, on: hidden)
        let both = MemoryBackend(backend.contents.merging(hidden.contents) { $1 })
        let report = try Self.prune(bench, on: both)
        #expect(report.duplicateBlobs.count > 10)
        let check = try bench.verify(both)
        #expect(check.isIntact)
        #expect(check.blobs == report.usedBlobs.count)
        for (number, snapshot) in snapshots.enumerated() {
            #expect(try bench.restore(snapshot, from: both) == BackupBench.files(7, version: UInt64(number)))
        }
    }

    @Test("many small packs and indexes are merged")
    func merges() throws {
        let backend = MemoryBackend()
        let bench = try BackupBench(backend)
        try bench.writeConfig()
        var files: [String: [UInt8]] = [:]
        for number in 0..<12 {
            var generator = SeededGenerator(seed: UInt64(number))
            files["file\(number)"] = generator.bytes(600)
            try bench.backUp(files, at: Int64(number))
        }
        #expect(try backend.list(.index).count == 12)
        let report = try Self.prune(bench, PruneOptions())
        #expect(report.repackedPacks.count >= 12)
        #expect(try backend.list(.index).count == 1)
        #expect(try backend.list(.pack).count == 2)
        #expect(try bench.verify().isIntact)
    }

    @Test("limits of unused data and of rewriting are kept")
    func limits() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget([#require(snapshots[0].id), #require(snapshots[1].id)])
        func plan(_ change: (inout PruneOptions) -> Void) throws -> PruneReport {
            var options = PruneOptions(isDryRun: true, maxUnused: .percent(0), packSize: 1024)
            change(&options)
            return try Self.prune(bench, options)
        }
        let full = try plan { _ in }
        #expect(full.unusedBytesLeft == 0)
        #expect(full.repackedPacks.count > 1)
        #expect(try plan { $0.maxUnused = .unlimited }.repackedPacks.count == 0)
        #expect(try plan { $0.maxRepackSize = 0 }.repackedPacks.count == 0)
        let half = full.repackedPacks.bytes / 2
        let limited = try plan { $0.maxRepackSize = half }
        #expect(limited.repackedPacks.bytes <= half)
        #expect(limited.repackedPacks.count > 0)
        let loose = try plan { $0.maxUnused = .percent(20) }
        #expect(Double(loose.unusedBytesLeft) <= 0.25 * Double(loose.usedBlobs.bytes))
        #expect(loose.repackedPacks.count < full.repackedPacks.count)
    }

    @Test("uncompressed directories of an older version are compressed on the way")
    func compressesTrees() throws {
        let backend = MemoryBackend()
        let (old, snapshots) = try history(backend, version: 1)
        let bench = try BackupBench(backend, version: 2, key: old.key)
        _ = try Self.prune(bench)
        let repository = try bench.open()
        try repository.loadIndex()
        for pack in repository.index.packContents() where pack.entries[0].type == .tree {
            #expect(pack.entries.allSatisfy { $0.uncompressedLength > 0 })
        }
        #expect(try bench.restore(snapshots[1]) == BackupBench.files(7, version: 1))
    }

    @Test("anything that is needed and missing or damaged stops it before any change", arguments: 0..<24)
    func refusesDamage(_ seed: UInt64) throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget([#require(snapshots[0].id)])
        var generator = SeededGenerator(seed: seed)
        var objects = backend.contents
        let kinds: [ObjectKind] = [.snapshot, .index, .pack]
        let kind = kinds[Int(seed) % 3]
        let names = objects.keys.filter { $0.kind == kind }.sorted { $0.path < $1.path }
        let name = try #require(names.randomElement(using: &generator))
        objects[name] = kind == .pack ? nil : objects[name].map { Array($0.dropLast()) }
        let broken = OperationLogBackend(startingAt: MemoryBackend(objects))
        do {
            _ = try Self.prune(bench, on: broken)
            // A pack that only the forgotten snapshot needed may be missing.
            try #require(kind == .pack)
            for (number, snapshot) in snapshots.enumerated().dropFirst() {
                #expect(try bench.restore(snapshot, from: broken) == BackupBench.files(7, version: UInt64(number)))
            }
        } catch let error as DRError {
            #expect(error.code == .integrity)
            let changes = broken.operations.filter { operation in
                switch operation {
                case .save(let name, _), .delete(let name): name.kind != .lock
                }
            }
            #expect(changes.isEmpty)
        }
    }

    @Test("a damaged blob is taken from an intact copy while its pack is rewritten")
    func repairsFromCopy() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        let hidden = MemoryBackend(backend.contents.filter { $0.key.kind != .index })
        try bench.backUp(BackupBench.files(7, version: 2), at: 9000, on: hidden)
        let whole = try bench.open()
        try whole.loadIndex()
        // Of the last version every blob lies in another pack too.
        let pack = try #require(whole.index.location(.tree, snapshots[2].tree)).pack
        var objects = backend.contents.merging(hidden.contents) { $1 }
        objects[ObjectName(.pack, pack)]?[20] ^= 4
        let both = MemoryBackend(objects)
        let repository = try bench.open(both)
        try repository.loadIndex()
        let grouping = repository.index.grouping()
        let number = try #require(grouping.packs.firstIndex(of: pack))
        let live = BlobSet(capacity: repository.index.numberCount)
        for copy in 0..<repository.index.numberCount { live.insert(copy) }
        let repacker = Repacker(
            repository: repository,
            live: live,
            options: PruneOptions(packSize: 4096),
            cancellation: Cancellation(),
            progress: MaintenanceProgress()
        )
        try repacker.run([number], grouping)
        both.delete(ObjectName(.pack, pack))
        for (version, snapshot) in snapshots.enumerated() {
            #expect(try bench.restore(snapshot, from: both) == BackupBench.files(7, version: UInt64(version)))
        }
    }

    @Test("what a backup begins to use between the two parts stays")
    func concurrentBackup() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget([#require(snapshots[0].id), #require(snapshots[1].id)])
        let pruning = try Pruning(
            bench.open(),
            options: PruneOptions(maxUnused: .percent(0), packSize: 4096),
            locks: Self.locks()
        )
        let preparation = try pruning.prepare()
        // The same files as in a forgotten snapshot: nearly all blobs are found in packs that are about to go.
        let packs = try backend.list(.pack).count
        let fresh = try bench.backUp(BackupBench.files(7, version: 1), at: 9000)
        #expect(try backend.list(.pack).count <= packs + 2)
        let report = try pruning.finish(preparation)
        #expect(report.rescuedPacks > 0)
        #expect(try bench.verify().isIntact)
        #expect(try bench.restore(fresh) == BackupBench.files(7, version: 1))
        #expect(try bench.restore(snapshots[2]) == BackupBench.files(7, version: 2))
        _ = try Self.prune(bench)
        let check = try bench.verify()
        #expect(check.isIntact)
        #expect(try bench.restore(fresh) == BackupBench.files(7, version: 1))
    }

    @Test("a pack that a backup uploaded without its index yet is an orphan, and kept when the index came")
    func lateIndex() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        let apart = MemoryBackend(backend.contents)
        let fresh = try bench.backUp(["new": [UInt8](repeating: 9, count: 3000)], at: 9000, on: apart)
        let added = apart.contents.filter { backend.contents[$0.key] == nil }
        for (name, bytes) in added where name.kind == .pack { try backend.save(name, bytes) }
        let pruning = try Pruning(bench.open(), locks: Self.locks())
        let preparation = try pruning.prepare()
        #expect(preparation.orphans.count == added.keys.filter { $0.kind == .pack }.count)
        for (name, bytes) in added where name.kind != .pack { try backend.save(name, bytes) }
        _ = try pruning.finish(preparation)
        #expect(try bench.restore(fresh) == ["new": [UInt8](repeating: 9, count: 3000)])
        #expect(try bench.restore(snapshots[0]) == BackupBench.files(7))
    }

    @Test("of two prunes at once the slower one gives way")
    func twoPrunes() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget([#require(snapshots[0].id)])
        let slow = try Pruning(
            bench.open(),
            options: PruneOptions(maxUnused: .percent(0), packSize: 4096),
            locks: Self.locks()
        )
        let preparation = try slow.prepare()
        _ = try Self.prune(bench)
        let error = #expect(throws: DRError.self) { try slow.finish(preparation) }
        #expect(error?.code == .tryLater)
        #expect(try bench.verify().isIntact)
        #expect(try backend.list(.lock).isEmpty)
    }

    @Test("while somebody holds a shared lock nothing is removed")
    func locked() throws {
        let backend = MemoryBackend()
        let (bench, snapshots) = try history(backend)
        try bench.open().forget([#require(snapshots[0].id)])
        let packs = Set(try backend.list(.pack).map(\.id))
        let lock = try RepositoryLock.acquire(bench.open(), exclusive: false, options: Self.locks())
        let error = #expect(throws: DRError.self) { try Self.prune(bench) }
        lock.release()
        #expect(error?.code == .locked)
        #expect(packs.isSubset(of: Set(try backend.list(.pack).map(\.id))))
        #expect(try bench.verify().isIntact)
    }
}
