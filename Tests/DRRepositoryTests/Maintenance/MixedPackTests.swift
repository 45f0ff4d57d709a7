import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Packs that hold data and directories side by side, as restic made them before version 0.8, and indexes of that time.
@Suite(.tags(.small))
struct MixedPackTests {
    /// A repository of one snapshot with all its blobs in mixed packs, which it returns too.
    private func make(version: Int, oldIndex: Bool) throws -> (BackupBench, MemoryBackend, Snapshot, Set<ObjectID>) {
        let plain = MemoryBackend()
        let bench = try BackupBench(plain, version: version)
        try bench.writeConfig()
        let snapshot = try bench.backUp(BackupBench.files(11))
        let source = try bench.open()
        try source.loadIndex()
        let mixed = MemoryBackend(plain.contents.filter { $0.key.kind != .pack && $0.key.kind != .index })
        let repository = try bench.open(mixed)
        let codec = try repository.makeCodec()
        // Every blob in its stored form, types taking turns.
        var blobs = source.index.packContents().flatMap { pack in pack.entries.map { (pack.id, $0) } }
        let trees = blobs.filter { $0.1.type == .tree }
        blobs.removeAll { $0.1.type == .tree }
        let step = blobs.count / trees.count + 1
        for (number, tree) in trees.enumerated() { blobs.insert(tree, at: min(number * step, blobs.count)) }
        var packs: [BlobIndex.PackContent] = []
        for start in stride(from: 0, to: blobs.count, by: 20) {
            let (bytes, header) = (ByteBuffer(), ByteBuffer())
            var entries: [PackHeader.Entry] = []
            for (pack, entry) in blobs[start..<min(start + 20, blobs.count)] {
                var placed = entry
                placed.offset = bytes.count
                try plain.load(ObjectName(.pack, pack), range: entry.offset..<entry.offset + entry.length, into: bytes)
                PackHeader.append(placed, to: header)
                entries.append(placed)
            }
            let sealed = ByteBuffer()
            try codec.sealer.seal(header.bytes, into: sealed)
            bytes.append(sealed.bytes)
            PackHeader.append(UInt32(sealed.count), to: bytes)
            let id = codec.hasher.hash(bytes.bytes)
            try mixed.save(ObjectName(.pack, id), bytes.bytes)
            packs.append(BlobIndex.PackContent(id: id, entries: entries))
        }
        let json = ByteBuffer()
        IndexFile.encode(packs, into: json)
        // The oldest form is the list of packs without an object around it.
        let text = String(decoding: json.array, as: UTF8.self)
        let list = oldIndex ? String(text.dropFirst("{\"packs\":".utf8.count).dropLast(2)) : text
        let written = ByteBuffer(list.utf8)
        _ = try repository.saveUnpacked(.index, written.bytes, codec)
        return (bench, mixed, snapshot, Set(packs.map(\.id)))
    }

    @Test("are read, verified, extended by a backup and pruned", arguments: [1, 2], [false, true])
    func allCommands(_ version: Int, _ oldIndex: Bool) throws {
        let (bench, backend, snapshot, packs) = try make(version: version, oldIndex: oldIndex)
        let files = BackupBench.files(11)
        let repository = try bench.open(backend)
        try repository.loadIndex()
        let contents = repository.index.packContents()
        let mixed = Set(contents.filter { Set($0.entries.map(\.type)).count > 1 }.map(\.id))
        #expect(mixed.count > 2 && mixed.isSubset(of: packs))
        #expect(try bench.restore(snapshot, from: backend) == files)
        let report = try bench.verify(backend)
        #expect(report.isIntact)
        #expect(report.packsRead == packs.count)
        // Only the newer format asks for types apart.
        #expect(report.hints.contains { $0.contains("both data and directories") } == (version == 2))

        // A backup finds every blob.
        try bench.backUp(files, at: 60, on: backend)
        #expect(try Set(backend.list(.pack).map(\.id)) == packs)

        let second = try bench.backUp(BackupBench.files(11, version: 1), at: 120, on: backend)
        try bench.open(backend).forget([#require(snapshot.id)])
        _ = try PruneTests.prune(bench, on: backend)
        let after = try bench.verify(backend)
        #expect(after.isIntact)
        #expect(after.hints.isEmpty)
        if version == 2 { #expect(try mixed.isDisjoint(with: backend.list(.pack).map(\.id))) }
        #expect(try bench.restore(second, from: backend) == BackupBench.files(11, version: 1))
    }

    @Test("a damaged one is repaired")
    func repairs() throws {
        let (bench, backend, snapshot, packs) = try make(version: 2, oldIndex: false)
        let pack = try #require(packs.first)
        var objects = backend.contents
        let size = try #require(objects[ObjectName(.pack, pack)]?.count)
        objects[ObjectName(.pack, pack)]?[size - 20] ^= 1
        let broken = MemoryBackend(objects)
        let repository = try bench.open(broken)
        let report = try RepairBench.locked(repository) { try PackRepair(repository).run(nil, $0) }
        #expect(report.packs.map(\.id) == [pack])
        #expect(report.lostBlobs == 0)
        #expect(try bench.verify(broken).isIntact)
        #expect(try bench.restore(snapshot, from: broken) == BackupBench.files(11))
    }
}
