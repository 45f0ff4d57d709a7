import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct HostileConfigTests {
    private func replaceConfig(_ json: String) throws -> (HostileRepository, MemoryBackend) {
        let hostile = try HostileRepository()
        let backend = hostile.without(.config)
        let stored = ByteBuffer()
        try Array(json.utf8).withUnsafeBytes { try Sealer(key: hostile.bench.key).seal($0, into: stored) }
        try backend.save(.config, stored.bytes)
        return (hostile, backend)
    }

    @Test(
        "a config that cannot be worked with is refused, and named",
        arguments: [
            (#"{"version":3,"id":"x","chunker_polynomial":"3da3358b4dc173"}"#, "version 3"),
            (#"{"version":0,"id":"x","chunker_polynomial":"3da3358b4dc173"}"#, "version 0"),
            (#"{"version":-1,"id":"x","chunker_polynomial":"3da3358b4dc173"}"#, "version -1"),
            (#"{"version":2,"id":"x","chunker_polynomial":"3da3358b4dc172"}"#, "irreducible"),
            (#"{"version":2,"id":"x","chunker_polynomial":"0"}"#, "irreducible"),
            (#"{"version":2,"id":"x","chunker_polynomial":"1"}"#, "irreducible"),
            (#"{"version":2,"id":"x","chunker_polynomial":"ffffffffffffffff"}"#, "irreducible"),
            ("no JSON", "damaged"), ("{}", "without version"), ("", "damaged"),
        ]
    )
    func refused(_ json: String, _ reason: String) throws {
        let (hostile, backend) = try replaceConfig(json)
        let error = #expect(throws: DRError.self) { try hostile.open(backend) }
        #expect(error?.code == .integrity)
        #expect(error?.object == "config")
        #expect(error?.message.contains(reason) == true)
    }

    @Test("another program's chunker can be read but not written")
    func otherChunker() throws {
        let (hostile, backend) = try replaceConfig(
            #"{"version":2,"id":"x","chunker_polynomial":"3da3358b4dc173","chunker":"fastcdc"}"#
        )
        let repository = try hostile.open(backend)
        #expect(try repository.snapshots() == [hostile.snapshot])
        #expect(try hostile.bench.restore(hostile.snapshot, from: backend) == hostile.files)
        #expect(try Verification(repository, options: VerifyOptions(readData: .all)).run().isIntact)
        let error = #expect(throws: DRError.self) { try repository.config.validateForWriting() }
        #expect(error?.code == .failed)
        #expect(error?.message.contains("fastcdc") == true)
    }
}
