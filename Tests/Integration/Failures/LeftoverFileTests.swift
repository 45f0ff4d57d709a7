import CLinux
import DRTestSupport
import Testing

/// Temporary files of killed programs in a repository, through the real program.
@Suite struct LeftoverFileTests {
    private static let id = String(repeating: "ab", count: 32)

    private func write(_ name: String, hours: Int, _ scratch: ScratchDirectory) throws {
        try scratch.write([UInt8](repeating: 7, count: 5000), to: "repository/" + name)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let time = timespec(tv_sec: now.tv_sec - hours * 3600 - 60, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, scratch.path("repository/" + name), [time, time], 0) == 0)
    }

    @Test(.tags(.large)) func pruneRemovesOldOnes() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try scratch.write(Array("content".utf8), to: "file")
            #expect(try repository.dr.run(["backup", scratch.path("file")]).status == 0)
            let old = ["data/ab/\(Self.id)-tmp-123", "index/\(Self.id)-tmp-0f0f"]
            let kept = ["data/ab/\(Self.id)-tmp-456", "data/ab/notes.txt", "data/ab/\(Self.id)-copy"]
            for name in old { try write(name, hours: 1, scratch) }
            try write(kept[0], hours: 0, scratch)
            for name in kept.dropFirst() { try write(name, hours: 100, scratch) }

            let verified = try repository.dr.run(["verify"])
            #expect(verified.status == 0, "\(verified.errors)")
            #expect(verified.errors.contains("2 temporary files"), "\(verified.errors)")
            #expect(verified.errors.contains("dr prune"))
            let rehearsed = try repository.dr.run(["prune", "--dry-run", "--json"])
            #expect(try JSONLines(rehearsed.lines).numbers.last?["freed_bytes"] == 10_000)
            for name in old + kept { #expect(access(scratch.path("repository/" + name), F_OK) == 0) }

            let pruned = try repository.dr.run(["prune"])
            #expect(pruned.status == 0, "\(pruned.errors)")
            for name in old { #expect(access(scratch.path("repository/" + name), F_OK) != 0, "\(name)") }
            for name in kept { #expect(access(scratch.path("repository/" + name), F_OK) == 0, "\(name)") }
            #expect(try !repository.dr.run(["verify"]).errors.contains("temporary"))
        }
    }
}
