import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import struct DROperations.WrittenSample

@Suite("The sample of what was written")
struct WrittenSampleTests {
    private static func ids(_ count: Int) -> [ObjectID] {
        (0..<count).map { number in
            (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) }.withUnsafeBytes { ObjectID(bytes: $0) }
        }
    }

    @Test(
        "is one pack in a hundred, one at least, and bounded in bytes",
        .tags(.small),
        arguments: [(0, 16, 0), (1, 16, 1), (1, 128, 1), (100, 16, 1), (101, 16, 2), (1000, 16, 4), (1000, 4, 10)]
    )
    func bounds(packs: Int, mebibytes: Int, expected: Int) throws {
        var generator = SeededGenerator.announced()
        let ids = Self.ids(packs)
        let chosen = try WrittenSample.choose(ids, using: &generator) { _ in mebibytes << 20 }
        #expect(chosen.packs.count == expected)
        #expect(Set(chosen.packs).isSubset(of: ids))
        #expect(Set(chosen.packs).count == expected)
        #expect(chosen.bytes == UInt64(expected * mebibytes) << 20)
    }

    @Test("finds what does not read back", .tags(.medium), arguments: ["none", "bit", "end", "gone", "other"])
    func finds(damage: String) throws {
        try RunnerBench.with { bench in
            let repository = try bench.repository()
            let codec = try repository.makeCodec()
            let writer = try BlobWriter(repository)
            let content = SeededGenerator.repeating(7, count: 100_000)
            _ = try content.withUnsafeBytes { try writer.save(.data, $0, codec) }
            try writer.finish()
            let pack = try #require(writer.packs.first)
            let path = "repository/data/\(pack.hex.prefix(2))/\(pack.hex)"
            var bytes = try bench.scratch.read(path)
            try bench.scratch.remove(path)
            switch damage {
            case "bit": bytes[bytes.count / 2] ^= 1
            case "end": bytes.removeLast(7)
            case "other": bytes[bytes.count - 40] ^= 1
            default: break
            }
            if damage != "gone" { try bench.scratch.write(bytes, to: path) }
            let found = try repository.readBack([pack], cancellation: Cancellation())
            #expect(found.count == (damage == "none" ? 0 : 1))
            let namesIt = found.allSatisfy { $0.contains(pack.hex) }
            #expect(namesIt)
        }
    }

    @Test("a pack that no index names is found", .tags(.medium))
    func unindexed() throws {
        try RunnerBench.with { bench in
            let writing = try bench.repository()
            let writer = try BlobWriter(writing)
            let codec = try writing.makeCodec()
            _ = try [UInt8]("some bytes".utf8).withUnsafeBytes { try writer.save(.data, $0, codec) }
            try writer.finish()
            for name in try bench.scratch.names(in: "repository/index") {
                try bench.scratch.remove("repository/index/" + name)
            }
            let found = try bench.repository().readBack(writer.packs, cancellation: Cancellation())
            #expect(found.count == 1)
            #expect(found.first?.contains("the index lacks blob") == true)
        }
    }
}
