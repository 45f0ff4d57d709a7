import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Trees of few directories that stand for very many paths.
@Suite(.tags(.small))
struct SharedTreeTests {
    /// A repository with one snapshot: `depth` directories, each of which has the next one twice.
    private func make(_ depth: Int) throws -> (Repository, Snapshot) {
        let repository = try Repository.forTests(MemoryBackend())
        let writer = try BlobWriter(repository)
        let codec = try repository.makeCodec()
        let content = try Array("content".utf8).withUnsafeBytes { try writer.save(.data, $0, codec).id }
        var below: ObjectID?
        for _ in 0..<depth {
            let json = ByteBuffer()
            var tree = TreeEncoder(json)
            for name in ["one", "two"] {
                var node = Node()
                node.name = Array(name.utf8)
                node.kind = below == nil ? .file : .directory
                node.subtree = below
                node.size = below == nil ? 7 : 0
                node.content = below == nil ? [content] : nil
                try tree.append(node)
            }
            tree.finish()
            below = try writer.save(.tree, json.bytes, codec).id
        }
        try writer.finish()
        return (repository, try repository.save(Snapshot(tree: try #require(below)), codec))
    }

    @Test("statistics read each directory once and count every path", .hangLimit)
    func counts() throws {
        let (repository, snapshot) = try make(40)
        let stats = try repository.stats(of: [snapshot, snapshot])
        #expect(stats.restore.files == 2 << 40)
        #expect(stats.restore.directories == 2 * ((1 << 40) - 2))
        #expect(stats.restore.bytes == 7 * (2 << 40))
        #expect(stats.stored.treeBlobs == 40)
    }

    @Test("counts stop at the largest number", .hangLimit)
    func clamps() throws {
        let (repository, snapshot) = try make(100)
        let stats = try repository.stats(of: [snapshot])
        #expect(stats.restore.files == .max)
        #expect(stats.restore.bytes == .max)
        #expect(stats.stored.treeBlobs == 100)
    }

    @Test("verify and prune read each directory once", .hangLimit)
    func maintenance() throws {
        let (repository, snapshot) = try make(100)
        let report = try Verification(Repository.forTests(repository.backend, key: repository.masterKey)).run()
        #expect(report.trees == 100)
        let used = UsedBlobs(repository)
        try used.add([snapshot], cancellation: Cancellation())
        #expect(used.numbers.count == 101)
    }
}
