import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.medium))
struct UploadThreadTests {
    /// Memory, with room for as many uploads as the test asks for.
    private struct WideBackend: Backend {
        let base = MemoryBackend()
        let parallelism: Int
        var location: String { base.location }
        func create() {}
        func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws { try base.save(name, content) }
        func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
            try base.load(name, range: range, into: buffer)
        }
        func size(of name: ObjectName) throws -> Int { try base.size(of: name) }
        func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
            try base.list(kind, visit)
        }
        func delete(_ name: ObjectName) { base.delete(name) }
    }

    /// A field of /proc/self/status.
    private static func status(_ field: String) throws -> Int {
        let file = try FileDescriptor.open("/proc/self/status", O_RDONLY)
        let buffer = ByteBuffer()
        buffer.resize(to: 1 << 16)
        buffer.resize(to: try file.read(into: buffer.mutableBytes, path: "/proc/self/status"))
        let line = String(decoding: buffer.array, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix(field + ":")
        }
        return try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }

    @Test("a writer that cannot start all its threads ends those that it started")
    func refusedThread() async {
        // In a process of its own, as the bound on its memory is what refuses the thread.
        await #expect(processExitsWith: .success) {
            let before = try UploadThreadTests.status("Threads")
            let bound = try UploadThreadTests.status("VmSize") << 10 + 200 << 20
            try #require(clinux_limit_memory(UInt(bound)) == 0)
            let repository = try Repository.forTests(WideBackend(parallelism: 1000))
            let error = #expect(throws: DRError.self) { try BlobWriter(repository) }
            #expect(error?.message.contains("start a thread") == true)
            #expect(try UploadThreadTests.status("Threads") == before)
        }
    }
}
