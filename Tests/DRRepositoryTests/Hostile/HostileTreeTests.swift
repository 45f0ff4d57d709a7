import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Directory listings without end or measure.
@Suite(.tags(.medium), .hangLimit)
struct HostileTreeTests {
    /// Stores trees through `write` and a snapshot of the one that it returns.
    private func snapshot(
        _ hostile: HostileRepository,
        _ write: (_ save: (ByteBuffer) throws -> ObjectID) throws -> ObjectID
    ) throws -> Snapshot {
        let repository = try hostile.loaded(hostile.backend)
        let writer = try BlobWriter(repository)
        let codec = try repository.makeCodec()
        let root = try write { try writer.save(.tree, $0.bytes, codec).id }
        try writer.finish()
        return try repository.save(Snapshot(tree: root), codec)
    }

    private func listing(_ subtree: ObjectID?) -> ByteBuffer {
        let text = ByteBuffer()
        text.append("{\"nodes\":[")
        if let subtree {
            text.append("{\"name\":\"d\",\"type\":\"dir\",\"subtree\":\"")
            subtree.appendHex(to: text)
            text.append("\"}")
        }
        text.append("]}\n")
        return text
    }

    private func walk(_ hostile: HostileRepository, _ snapshot: Snapshot) throws -> Int {
        let repository = try hostile.loaded(hostile.backend)
        var entries = 0
        try TreeWalker(repository, repository.makeCodec()).walk(snapshot.tree) { _, _ in
            entries += 1
            return .descend
        }
        return entries
    }

    @Test("directories nested as deep as any file system allows are read", arguments: [100, 2000])
    func deep(_ depth: Int) throws {
        let hostile = try HostileRepository()
        let made = try snapshot(hostile) { save in
            var tree = try save(listing(nil))
            for _ in 0..<depth { tree = try save(listing(tree)) }
            return tree
        }
        #expect(try walk(hostile, made) == depth)
        #expect(try hostile.bench.verify().isIntact)
    }

    @Test("10,000 levels end every walk, and what is lost below them is still found")
    func tooDeep() throws {
        let hostile = try HostileRepository()
        var generator = SeededGenerator(seed: 1)
        let missing = generator.id()
        let made = try snapshot(hostile) { save in
            var tree = missing
            for _ in 0..<10_000 { tree = try save(listing(tree)) }
            return tree
        }
        let error = #expect(throws: DRError.self) { try walk(hostile, made) }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("deep") == true)
        let report = try hostile.bench.verify(readData: .none)
        #expect(!report.isIntact)
        #expect(report.harmedSnapshots == [made.id])
        #expect(try hostile.bench.restore(hostile.snapshot) == hostile.files)
    }

    /// A tree cannot name itself, as its id is its hash; an index can still say that the child is the parent.
    @Test("a cycle that the index makes up is damage")
    func cycle() throws {
        let hostile = try HostileRepository()
        var generator = SeededGenerator(seed: 2)
        let child = generator.id()
        let made = try snapshot(hostile) { try $0(listing(child)) }
        let repository = try hostile.loaded(hostile.backend)
        let place = try #require(repository.index.location(.tree, made.tree))
        let entry = PackHeader.Entry(
            id: child,
            type: .tree,
            offset: place.offset,
            length: place.length,
            uncompressedLength: place.uncompressedLength
        )
        try hostile.saveIndex([BlobIndex.PackContent(id: place.pack, entries: [entry])], to: hostile.backend)
        let error = #expect(throws: DRError.self) { try walk(hostile, made) }
        #expect(error?.code == .integrity)
        let report = try hostile.bench.verify()
        #expect(report.damages.contains { $0.object == "pack \(place.pack.hex)" })
        #expect(report.harmedSnapshots == [made.id])
    }

    @Test("a directory of a million entries is read, one at a time where nobody keeps them")
    func million() throws {
        let hostile = try HostileRepository()
        let count = 1_000_000
        let made = try snapshot(hostile) { save in
            let text = ByteBuffer(capacity: 50 << 20)
            text.append("{\"nodes\":[")
            for number in 0..<count {
                text.append(number == 0 ? "{\"name\":\"" : ",{\"name\":\"")
                text.append(String(number))
                text.append("\",\"type\":\"fifo\"}")
            }
            text.append("]}\n")
            return try save(text)
        }
        #expect(try hostile.bench.verify().isIntact)
        let repository = try hostile.loaded(hostile.backend)
        let text = try repository.loadTreeBytes(made.tree, repository.makeCodec())
        var seen = 0
        try TreeDecoder.forEach(in: text.bytes) { _ in seen += 1 }
        #expect(seen == count)
    }

    @Test("a tree that refers to a data blob, or a file whose content is a tree, is damage")
    func crossed() throws {
        let hostile = try HostileRepository()
        let repository = try hostile.loaded(hostile.backend)
        let file = try #require(
            try TreeWalker(repository, repository.makeCodec()).find("top".utf8, below: hostile.snapshot.tree)
        )
        let data = try #require(file.content?.first)
        let made = try snapshot(hostile) { try $0(listing(data)) }
        #expect(throws: DRError.self) { try walk(hostile, made) }
        let report = try hostile.bench.verify()
        #expect(report.harmedSnapshots == [made.id])
    }
}
