import DRCore
import DRStorage
import DRTestSupport
import Testing

struct MeteredBackendTests {
    @Test(.tags(.small))
    func countsWhatSucceeded() throws {
        var generator = SeededGenerator(seed: 3)
        let backend = MeteredBackend(MemoryBackend())
        let name = ObjectName(.pack, generator.id())
        let absent = ObjectName(.pack, generator.id())
        try backend.save(name, generator.bytes(100))
        try backend.load(name, range: 10..<30, into: ByteBuffer([1, 2, 3]))
        _ = try backend.load(name)
        _ = try backend.size(of: name)
        _ = try backend.list(.pack)
        try backend.delete(name)
        #expect(throws: StorageFailure.self) { try backend.load(absent) }
        #expect(throws: StorageFailure.self) { try backend.size(of: absent) }
        var expected = MeteredBackend.Use()
        expected.saves = 1
        expected.savedBytes = 100
        expected.loads = 2
        expected.loadedBytes = 120
        expected.sizes = 1
        expected.lists = 1
        expected.deletes = 1
        #expect(backend.use(of: .pack) == expected)
        for kind in ObjectKind.allCases where kind != .pack {
            #expect(backend.use(of: kind) == MeteredBackend.Use())
        }
    }

    @Test(.tags(.small))
    func countsFromManyThreads() throws {
        let backend = MeteredBackend(MemoryBackend())
        try ParallelWork.forEach(count: 400, workers: 8) { _, piece in
            var generator = SeededGenerator(seed: UInt64(piece))
            try backend.save(ObjectName(.index, generator.id()), generator.bytes(piece))
        }
        #expect(backend.use(of: .index).saves == 400)
        #expect(backend.use(of: .index).savedBytes == 400 * 399 / 2)
    }
}
