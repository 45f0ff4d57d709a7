import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct VerifyTests {
    private func bench() throws -> (BackupBench, MemoryBackend, Snapshot) {
        let backend = MemoryBackend()
        let bench = try BackupBench(backend)
        try bench.writeConfig()
        let snapshot = try bench.backUp(BackupBench.files(1))
        return (bench, backend, snapshot)
    }

    /// The objects of `backend` with one byte changed by `change`.
    private func damaged(_ backend: MemoryBackend, _ name: ObjectName, _ change: (inout [UInt8]) -> Void) throws
        -> MemoryBackend
    {
        var objects = backend.contents
        var bytes = try #require(objects[name])
        change(&bytes)
        objects[name] = bytes
        return MemoryBackend(objects)
    }

    @Test("an intact repository has no damage and no hint", arguments: [ReadDataSelection.none, .all])
    func intact(_ readData: ReadDataSelection) throws {
        let (bench, _, _) = try bench()
        let report = try bench.verify(readData: readData)
        #expect(report.isIntact)
        #expect(report.damages.map(\.reasons).isEmpty)
        #expect(report.hints.isEmpty)
        #expect(report.snapshots == 1)
        #expect(report.trees == 7)
        #expect(report.packs > 4)
        #expect(report.packsRead == (readData == .all ? report.packs : 0))
    }

    @Test("one flipped bit in any object is named, with the snapshot and the files that it harms", arguments: 0..<64)
    func flippedBit(_ seed: UInt64) throws {
        let (bench, backend, snapshot) = try bench()
        let id = try #require(snapshot.id)
        var generator = SeededGenerator(seed: seed)
        let names = backend.contents.keys.sorted { $0.path < $1.path }
        let name = try #require(names.randomElement(using: &generator))
        let size = try backend.size(of: name)
        let bit = Int.random(in: 0..<size * 8, using: &generator)
        let broken = try damaged(backend, name) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
        let report = try bench.verify(broken)
        let damage = try #require(report.damages.first { $0.object == name.description })
        #expect(report.damages.count == 1)
        switch name.kind {
        case .config, .key, .lock:
            #expect(report.harmedSnapshots.isEmpty)
        case .snapshot:
            #expect(damage.harm.map(\.snapshot) == [id])
        case .index:
            #expect(report.harmedSnapshots == [id])
        case .pack:
            // Either a blob is hit, and then a file or directory is harmed, or the header.
            let isHeader = damage.reasons.contains { $0.contains("header") }
            #expect(damage.harm.isEmpty == isHeader)
            for path in damage.harm.flatMap(\.paths) {
                #expect(throws: (any Error).self) {
                    try read(String(decoding: path, as: UTF8.self), of: snapshot, bench, broken)
                }
            }
        }
    }

    private func read(
        _ path: String,
        of snapshot: Snapshot,
        _ bench: BackupBench,
        _ backend: any Backend
    ) throws {
        let repository = try bench.open(backend)
        try repository.loadIndex()
        let codec = try repository.makeCodec()
        let walker = TreeWalker(repository, codec)
        if path == "/" { _ = try walker.entries(of: snapshot.tree) }
        guard let node = try walker.find(path.utf8, below: snapshot.tree) else { return }
        for id in node.content ?? [] { try repository.loadBlob(.data, id, codec, into: ByteBuffer()) }
        if let subtree = node.subtree { _ = try walker.entries(of: subtree) }
    }

    @Test("exactly the files whose content is lost are named")
    func exactFiles() throws {
        let (bench, backend, snapshot) = try bench()
        let whole = try bench.restore(snapshot)
        let repository = try bench.open()
        try repository.loadIndex()
        let pack = try #require(repository.index.packContents().first { $0.entries[0].type == .data })
        let broken = MemoryBackend(backend.contents)
        broken.delete(ObjectName(.pack, pack.id))
        let report = try bench.verify(broken, readData: .none)
        let harm = try #require(report.damages.first?.harm.first)
        #expect(report.damages.map(\.object) == ["pack \(pack.id.hex)"])
        var expected: Set<String> = []
        for path in whole.keys {
            do { try read(path, of: snapshot, bench, broken) } catch { expected.insert("/" + path) }
        }
        #expect(Set(harm.paths.map { String(decoding: $0, as: UTF8.self) }) == expected)
        #expect(harm.pathCount == expected.count)
        #expect(!expected.isEmpty)
    }

    @Test("a damaged copy of a blob that lies elsewhere too harms nobody")
    func secondCopy() throws {
        let (bench, backend, snapshot) = try bench()
        // Without the index the second backup stores everything again.
        let hidden = MemoryBackend(backend.contents.filter { $0.key.kind != .index })
        try bench.backUp(BackupBench.files(1), at: 60, on: hidden)
        let both = MemoryBackend(backend.contents.merging(hidden.contents) { $1 })
        let pack = try #require(try backend.list(.pack).first)
        let broken = try damaged(both, ObjectName(.pack, pack.id)) { $0[40] ^= 1 }
        let report = try bench.verify(broken)
        #expect(report.damages.count == 1)
        #expect(report.harmedSnapshots.isEmpty)
        #expect(try bench.restore(snapshot, from: broken) == BackupBench.files(1))
    }

    @Test("truncated and overlong packs are noticed without reading data", arguments: [-1, -40, 1, 5000])
    func wrongSize(_ change: Int) throws {
        let (bench, backend, _) = try bench()
        let pack = try #require(try backend.list(.pack).first)
        let broken = try damaged(backend, ObjectName(.pack, pack.id)) { bytes in
            if change < 0 { bytes.removeLast(-change) } else { bytes += [UInt8](repeating: 7, count: change) }
        }
        let report = try bench.verify(broken, readData: .none)
        #expect(report.damages.map(\.object) == ["pack \(pack.id.hex)"])
    }

    @Test("packs in no index are a hint, not damage")
    func orphan() throws {
        let (bench, backend, _) = try bench()
        var generator = SeededGenerator(seed: 1)
        try backend.save(ObjectName(.pack, generator.id()), generator.bytes(100))
        let report = try bench.verify()
        #expect(report.isIntact)
        #expect(report.hints.count == 1)
    }

    @Test("much garbage under the name of an index is damage like any other")
    func garbageIndex() throws {
        let (bench, backend, _) = try bench()
        var generator = SeededGenerator(seed: 2)
        let garbage = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: 100 << 20)
        let id = generator.id()
        try backend.save(ObjectName(.index, id), garbage)
        let report = try bench.verify()
        #expect(report.damages.map(\.object) == ["index \(id.hex)"])
        #expect(report.harmedSnapshots.isEmpty)
    }

    @Test("an index that lies about a pack is found out")
    func lyingIndex() throws {
        let (bench, backend, _) = try bench()
        let repository = try bench.open()
        try repository.loadIndex()
        var packs = repository.index.packContents()
        let number = try #require(packs.firstIndex { $0.entries.count > 1 })
        packs[number].entries.swapAt(0, 1)
        (packs[number].entries[0].offset, packs[number].entries[1].offset) =
            (packs[number].entries[1].offset, packs[number].entries[0].offset)
        let json = ByteBuffer()
        IndexFile.encode(packs, into: json)
        let objects = backend.contents.filter { $0.key.kind != .index }
        let broken = try bench.open(MemoryBackend(objects))
        _ = try broken.saveUnpacked(.index, json.bytes, broken.makeCodec())
        let report = try Verification(broken, options: VerifyOptions(readData: .all)).run()
        #expect(report.damages.map(\.object) == ["pack \(packs[number].id.hex)"])
    }

    @Test("a bad read that a second one does not repeat is no damage")
    func readTwice() throws {
        let (bench, backend, _) = try bench()
        let loads = try loadsOfCleanRun(bench, backend)
        // Only reads of packs are repeated, and they come last.
        for load in loads - 4...loads {
            let report = try bench.verify(FaultyBackend(backend, [.flipBit(load: load)]))
            #expect(report.isIntact)
        }
    }

    private func loadsOfCleanRun(_ bench: BackupBench, _ backend: MemoryBackend) throws -> Int {
        let metered = MeteredBackend(backend)
        _ = try bench.verify(metered)
        return ObjectKind.allCases.reduce(0) { $0 + metered.use(of: $1).loads }
    }

    @Test("a storage that vanishes is no damage of every object")
    func vanishes() throws {
        let (bench, backend, _) = try bench()
        let faulty = FaultyBackend(backend, [.vanish(atCall: 30)])
        #expect(throws: StorageFailure.self) { try bench.verify(faulty) }
    }

    @Test("cancelling stops")
    func cancels() throws {
        let (bench, _, _) = try bench()
        let cancellation = Cancellation()
        cancellation.cancel(.interrupted)
        let error = #expect(throws: DRError.self) {
            try Verification(bench.open(), cancellation: cancellation).run()
        }
        #expect(error?.code == .interrupted)
    }
}
