import DRCore
import DRStorage
import DRTestSupport
import Testing

struct ReadOnlyBackendTests {
    private static let name = ObjectName(.key, [UInt8](repeating: 1, count: 32).withUnsafeBytes { ObjectID(bytes: $0) })

    @Test(.tags(.small))
    func refusesChangesAndAllowsReads() throws {
        let memory = MemoryBackend([Self.name: [1, 2]])
        let backend = ReadOnlyBackend(memory)
        for change in [
            { try backend.create() }, { try backend.save(.config, [1]) }, { try backend.delete(Self.name) },
        ] {
            let failure = #expect(throws: StorageFailure.self) { try change() }
            #expect(failure?.reason == .permanent)
            #expect(failure?.error.message.contains("reading only") == true)
        }
        #expect(memory.contents == [Self.name: [1, 2]])
        #expect(try backend.load(Self.name).array == [1, 2])
        #expect(try backend.size(of: Self.name) == 2)
        #expect(try backend.list(.key).map(\.id) == [Self.name.id])
    }
}
