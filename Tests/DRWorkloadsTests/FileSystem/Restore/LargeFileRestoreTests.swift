import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

/// Files that are written past the page cache, blob by blob at any place.
@Suite("Restores of large files", .tags(.medium))
struct LargeFileRestoreTests {
    /// More than 64 MiB in blobs of odd sizes, with one that comes back at another place.
    private func blobs(_ generator: inout SeededGenerator) -> [[UInt8]] {
        var blobs: [[UInt8]] = []
        var size = 0
        while size < 66 << 20 {
            let length =
                Int.random(in: 1...4, using: &generator) == 1
                ? 3 << 20 : Int.random(in: 1...2_500_000, using: &generator)
            blobs.append(generator.bytes(length))
            size += length
        }
        blobs.insert(blobs[2], at: blobs.count - 3)
        return blobs
    }

    /// On the disk, and in memory, where a file system may refuse to go past the cache.
    @Test("hold every byte, on every file system", arguments: ["/tmp", "/dev/shm"])
    func whole(parent: String) throws {
        var generator = SeededGenerator.announced()
        let blobs = blobs(&generator)
        let made = try TestSnapshot([.file("large", blobs), .file("small", [[1, 2, 3]])])
        try ScratchDirectory.with(in: parent) { scratch in
            let report = try made.restore(to: scratch.path) { $0.workers = 3 }
            #expect(report.failure == nil)
            let isSame = try scratch.read("large") == blobs.flatMap { $0 }
            #expect(isSame)
            #expect(try scratch.read("small") == [1, 2, 3])
        }
    }

    @Test("leave zeros where a blob is lost, and take it up when it is there again")
    func damaged() throws {
        var generator = SeededGenerator.announced()
        let blobs = blobs(&generator)
        let made = try TestSnapshot([.file("large", blobs)])
        let lost = try made.id(of: blobs[1])
        let place = try #require(made.repository.index.locations(.data, lost).first)
        let broken = made.damaged(place.pack) { $0[place.offset + 20] ^= 1 }
        try ScratchDirectory.with { scratch in
            let report = try made.restore(to: scratch.path, over: broken) { $0.workers = 2 }
            #expect(report.failure != nil)
            let zeros = [UInt8](repeating: 0, count: blobs[1].count)
            let isHollow = try scratch.read("large") == blobs[0] + zeros + blobs[2...].flatMap { $0 }
            #expect(isHollow)
            let second = try made.restore(to: scratch.path) { $0.workers = 2 }
            #expect(second.failure == nil)
            #expect(second.writtenBytes == blobs[1].count)
            let isSame = try scratch.read("large") == blobs.flatMap { $0 }
            #expect(isSame)
        }
    }
}
