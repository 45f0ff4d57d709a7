import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("Repositories written by other programs", .tags(.medium))
struct FixtureTests {
    @Test("every blob decodes to its id and every header equals the index", arguments: FixtureRepository.all)
    func everyBlob(_ fixture: FixtureRepository) throws {
        try fixture.open { repository in
            let codec = try repository.makeCodec()
            var blobs = 0
            for pack in repository.index.packContents() {
                let stored = try repository.backend.load(ObjectName(.pack, pack.id))
                #expect(codec.hasher.hash(stored.bytes) == pack.id)
                #expect(stored.count == pack.expectedSize)
                for entry in pack.entries {
                    let content = ByteBuffer()
                    try codec.decode(
                        UnsafeRawBufferPointer(rebasing: stored.bytes[entry.offset..<entry.offset + entry.length]),
                        id: entry.id,
                        uncompressedLength: entry.uncompressedLength,
                        into: content
                    )
                    blobs += 1
                }
            }
            #expect(blobs == repository.index.count)
            #expect(blobs > 0)
        }
    }

    @Test("every snapshot's trees load down to the leaves", arguments: FixtureRepository.all)
    func everyTree(_ fixture: FixtureRepository) throws {
        try fixture.open { repository in
            let codec = try repository.makeCodec()
            let snapshots = try repository.snapshots()
            #expect(!snapshots.isEmpty)
            var files = 0
            var pending = snapshots.map(\.tree)
            while let tree = pending.popLast() {
                for node in try repository.loadTree(tree, codec) {
                    if let subtree = node.subtree { pending.append(subtree) }
                    guard node.kind == .file else { continue }
                    files += 1
                    #expect(repository.index.containsAll(.data, try #require(node.content)))
                }
            }
            #expect(files > 0)
        }
    }

    @Test("a wrong password is told from damage", arguments: FixtureRepository.all)
    func wrongPassword(_ fixture: FixtureRepository) throws {
        try fixture.open { repository in
            let error = #expect(throws: DRError.self) {
                try Repository.open(repository.backend, password: Secret(Array("no".utf8)))
            }
            #expect(error?.code == .wrongPassword)
        }
    }
}
