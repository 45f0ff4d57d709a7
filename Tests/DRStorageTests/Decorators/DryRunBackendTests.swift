import DRCore
import DRStorage
import DRTestSupport
import Testing

struct DryRunBackendTests {
    private static let name = ObjectName(.key, [UInt8](repeating: 1, count: 32).withUnsafeBytes { ObjectID(bytes: $0) })

    @Test(.tags(.small))
    func dropsChangesAndAllowsReads() throws {
        let memory = MemoryBackend([Self.name: [1, 2]])
        // Below, a backend that would fail the test if a change reached it.
        let backend = DryRunBackend(ReadOnlyBackend(memory))
        backend.create()
        try backend.save(.config, [1])
        backend.delete(Self.name)
        #expect(memory.contents == [Self.name: [1, 2]])
        #expect(try !backend.exists(.config))
        #expect(try backend.load(Self.name).array == [1, 2])
        #expect(try backend.size(of: Self.name) == 2)
        #expect(try backend.list(.key).map(\.id) == [Self.name.id])
    }
}
