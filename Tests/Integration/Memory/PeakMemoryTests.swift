import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// How much memory the real program takes.
@Suite(.serialized) struct PeakMemoryTests {
    /// What may differ from run to run, in bytes.
    private static let tolerance = 24 << 20

    /// Runs `dr` to its end and returns the most memory that it held.
    private func peak(_ repository: CheapRepository, _ arguments: [String], _ scratch: ScratchDirectory) throws -> Int {
        let running = try repository.dr.start(arguments, in: scratch)
        let run = try running.wait(seconds: 300)
        guard run.status == 0 else { throw DRError(.failed, "dr failed", object: run.errors) }
        return running.peakMemory
    }

    @Test(.tags(.large), .hangLimit)
    func doesNotDependOnTheSizeOfAFile() throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            var backups: [Int] = []
            var restores: [Int] = []
            for megabytes in [200, 1500] {
                let file = scratch.path("file\(megabytes)")
                let made = try Tool("head").start(["-c", "\(megabytes)M", "/dev/urandom"], in: scratch, output: file)
                #expect(try made.wait(seconds: 300).status == 0)
                backups.append(try peak(repository, ["backup", file], scratch))
                let target = scratch.path("target\(megabytes)")
                let restore = ["restore", "-r", "latest:" + scratch.path, "-t", target, "--verify"]
                restores.append(try peak(repository, restore, scratch))
                #expect(try Tool("cmp").run([file, target + "/file\(megabytes)"], seconds: 300).status == 0)
                try scratch.remove("target\(megabytes)")
                try scratch.remove("file\(megabytes)")
            }
            print("peak memory of backups \(backups), of restores \(restores)")
            // A figure near zero would mean that nothing was measured.
            #expect(min(backups[0], restores[0]) > 8 << 20)
            #expect(backups[1] <= backups[0] + Self.tolerance)
            #expect(restores[1] <= restores[0] + Self.tolerance)
        }
    }

    @Test(.tags(.large), .hangLimit)
    func indexTakesAtMost64BytesABlob() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("content".utf8), to: "file")
            var peaks: [Int] = []
            // Both have more full index files than are read at once, so that the difference is the index alone.
            for files in [6, 26] {
                let repository = try CheapRepository(at: scratch.path("repository\(files)"))
                try repository.succeed("backup", scratch.path("file"))
                try addIndexes(files, to: repository.open())
                peaks.append(try peak(repository, ["ls", "latest"], scratch))
            }
            print("peak memory with 300,000 and 1,300,000 blobs: \(peaks)")
            #expect(peaks[1] - peaks[0] > 48_000_000)
            #expect(peaks[1] - peaks[0] <= 64_000_000)
        }
    }

    /// Adds index files of 50,000 blobs each, 250 in a pack.
    private func addIndexes(_ files: Int, to repository: Repository) throws {
        let codec = try repository.makeCodec()
        let json = ByteBuffer()
        var next: UInt64 = 0
        func id() -> ObjectID {
            next += 1
            let words = [next &* 0x9E37_79B9_7F4A_7C15, next, ~next, next &* 0xD6E8_FEB8_6659_FD93]
            return words.withUnsafeBytes { ObjectID(bytes: $0) }
        }
        for _ in 0..<files {
            let packs = (0..<200).map { _ in
                let entries = (0..<250).map { number in
                    PackHeader.Entry(
                        id: id(),
                        type: .data,
                        offset: number * 60_000,
                        length: 60_000,
                        uncompressedLength: 100_000
                    )
                }
                return BlobIndex.PackContent(id: id(), entries: entries)
            }
            json.removeAll()
            IndexFile.encode(packs, into: json)
            _ = try repository.saveUnpacked(.index, json.bytes, codec)
        }
    }
}
