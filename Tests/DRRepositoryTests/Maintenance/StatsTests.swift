import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct StatsTests {
    @Test("sizes of restores add up, stored blobs count once")
    func counts() throws {
        let bench = try BackupBench(MemoryBackend())
        let text = [UInt8](repeating: 65, count: 5000)
        let first = try bench.backUp(["a/one": text, "a/two": text, "b/three": Array("three".utf8)])
        let second = try bench.backUp(["a/one": text, "a/two": text, "b/three": Array("four".utf8)], at: 60)
        let repository = try bench.open()
        try repository.loadIndex()
        let one = try repository.stats(of: [first])
        #expect(one.restore.snapshots == 1)
        #expect(one.restore.files == 3)
        #expect(one.restore.directories == 2)
        #expect(one.restore.bytes == 10_005)
        #expect(one.stored.treeBlobs == 3)
        // Nine equal pieces, the rest of each text, and the short file.
        #expect(one.stored.dataBlobs == 3)
        #expect(one.distinctFiles == 2)
        #expect(one.distinctFileBytes == 5005)
        #expect(one.blobReferences == 21)
        let both = try repository.stats(of: [first, second])
        #expect(both.restore.bytes == 20_009)
        #expect(both.restore.files == 6)
        #expect(both.stored.dataBlobs == 4)
        #expect(both.stored.treeBlobs == 5)
        #expect(both.stored.compressionRatio > 1)
        #expect(both.indexedBlobs == 9)
    }
}
