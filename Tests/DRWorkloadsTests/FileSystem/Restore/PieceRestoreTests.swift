import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

/// Files that were stored in many pieces of one size, which are decoded and written several at a time.
@Suite("Restores of files in pieces", .tags(.medium))
struct PieceRestoreTests {
    private static let pieceSize = 16 << 10

    /// Stores a file in pieces, eight together, and returns its entry.
    private static func save(_ name: String, _ content: [UInt8], _ writer: BlobWriter, _ codec: BlobCodec) throws
        -> TestEntry
    {
        var ids: [ObjectID] = []
        for start in stride(from: 0, to: content.count, by: 8 * pieceSize) {
            let end = min(start + 8 * pieceSize, content.count)
            try content[start..<end].withUnsafeBytes { bytes in
                let pieces = stride(from: 0, to: bytes.count, by: pieceSize).map { place in
                    UnsafeRawBufferPointer(rebasing: bytes[place..<min(place + pieceSize, bytes.count)])
                }
                let own = codec.contentHasher.hash(pieces)
                try writer.save(together: pieces, ids: own, codec)
                ids += own
            }
        }
        return .file(name) { node in
            node.size = UInt64(content.count)
            node.content = ids
        }
    }

    /// Random content with pages of zeros and with pieces that come again.
    private static func content(_ pieces: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var content: [UInt8] = []
        for _ in 0..<pieces {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: content += [UInt8](repeating: 0, count: pieceSize)
            case 1 where content.count >= pieceSize: content += content[..<pieceSize]
            case 2: content += [UInt8](repeating: UInt8.random(in: 1...255, using: &generator), count: pieceSize)
            default: content += generator.bytes(pieceSize)
            }
        }
        return content + generator.bytes(Int.random(in: 0..<pieceSize, using: &generator))
    }

    private func snapshot(_ contents: [String: [UInt8]]) throws -> TestSnapshot {
        try TestSnapshot(packSize: 1 << 20) { writer, codec in
            let entries = try contents.sorted { $0.key < $1.key }.map { name, content in
                try Self.save(name, content, writer, codec)
            }
            return try TestSnapshot.save(entries, writer, codec)
        }
    }

    /// One piece, less than is written in one go, several times as much, and enough to go past the cache.
    private func contents(_ generator: inout SeededGenerator) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for pieces in [0, 1, 2, 9, 31, 32, 33, 200, 66 << 6] {
            contents["p\(pieces)"] = Self.content(pieces, &generator)
        }
        return contents
    }

    @Test("hold every byte and their metadata", arguments: [1, 3], [false, true])
    func whole(workers: Int, isSparse: Bool) throws {
        var generator = SeededGenerator.announced()
        let contents = contents(&generator)
        let made = try snapshot(contents)
        try ScratchDirectory.with { scratch in
            let report = try made.restore(to: scratch.path) { options in
                options.workers = workers
                options.isSparse = isSparse
                options.verifies = true
            }
            #expect(report.failure == nil)
            #expect(report.writtenBytes == report.totalBytes)
            for (name, content) in contents {
                let isSame = try scratch.read(name) == content
                #expect(isSame, "\(name)")
                var status = stat()
                #expect(stat(scratch.path(name), &status) == 0)
                #expect(status.st_mtim.tv_nsec == 123_456_789)
                #expect(status.st_mode & 0o777 == 0o644)
            }
        }
    }

    @Test("leave a hole of one damaged piece, and mend it later")
    func damaged() throws {
        var generator = SeededGenerator.announced()
        let content = generator.bytes(100 * Self.pieceSize)
        let made = try snapshot(["f": content, "g": generator.bytes(20 * Self.pieceSize)])
        let range = 41 * Self.pieceSize..<42 * Self.pieceSize
        let place = try #require(made.repository.index.location(.data, try made.id(of: Array(content[range]))))
        let bad = made.damaged(place.pack) { $0[place.offset + 30] ^= 1 }
        try ScratchDirectory.with { scratch in
            let report = try made.restore(to: scratch.path, over: bad)
            #expect(report.failure?.code == .integrity)
            #expect(report.problems.map(\.path) == [scratch.path("f")])
            var hollow = content
            hollow.replaceSubrange(range, with: [UInt8](repeating: 0, count: Self.pieceSize))
            let isHollow = try scratch.read("f") == hollow
            #expect(isHollow)
            let second = try made.restore(to: scratch.path)
            #expect(second.failure == nil)
            #expect(second.writtenBytes == Self.pieceSize)
            let isSame = try scratch.read("f") == content
            #expect(isSame)
        }
    }

    @Test("are refused when a piece opens but is not what its name says")
    func swapped() throws {
        var generator = SeededGenerator.announced()
        let content = generator.bytes(24 * Self.pieceSize)
        let made = try snapshot(["f": content])
        let first = try #require(made.repository.index.location(.data, made.id(of: Array(content[..<Self.pieceSize]))))
        let second = Array(content[Self.pieceSize..<2 * Self.pieceSize])
        let other = try #require(made.repository.index.location(.data, made.id(of: second)))
        try #require(first.length == other.length && first.pack == other.pack)
        // Both are whole and sealed under the key, but each lies where the other should.
        let bad = made.damaged(first.pack) { pack in
            for step in 0..<first.length { pack.swapAt(first.offset + step, other.offset + step) }
        }
        try ScratchDirectory.with { scratch in
            let report = try made.restore(to: scratch.path, over: bad)
            #expect(report.failure?.code == .integrity)
            let hollow = [UInt8](repeating: 0, count: 2 * Self.pieceSize) + content[(2 * Self.pieceSize)...]
            let isHollow = try scratch.read("f") == hollow
            #expect(isHollow)
        }
    }

    @Test("lie one behind the other in one pack")
    func together() throws {
        var generator = SeededGenerator.announced()
        let content = generator.bytes(64 * Self.pieceSize)
        let made = try snapshot(["f": content])
        for group in 0..<8 {
            let places = try (0..<8).map { number in
                let start = (group * 8 + number) * Self.pieceSize
                let id = try made.id(of: Array(content[start..<start + Self.pieceSize]))
                return try #require(made.repository.index.location(.data, id))
            }
            #expect(Set(places.map(\.pack)).count == 1)
            for (one, next) in zip(places, places.dropFirst()) { #expect(one.offset + one.length == next.offset) }
        }
    }
}
