import CLinux
import DRCore
import DRTestSupport
import Testing

/// A real restore is killed at random moments and run again.
@Suite struct KilledRestoreTests {
    private static let rounds = 10

    /// Files of all sizes in folders, with links, attributes, modes and times that a restore has to set.
    private func makeSource(_ scratch: ScratchDirectory) throws {
        for folder in ["source", "source/a", "source/a/b", "source/c"] {
            try #require(mkdir(scratch.path(folder), 0o755) == 0)
        }
        for number in 0..<60 {
            let folder = ["source", "source/a", "source/a/b", "source/c"][number % 4]
            let name = "\(folder)/file\(number)"
            let content = SeededGenerator.repeating(UInt64(number) + 1, count: number * number * 300)
            try scratch.write(content, to: name, mode: [0o644, 0o755, 0o400, 0o4711][number % 4])
            let value = "value \(number)"
            #expect(setxattr(scratch.path(name), "user.test", value, value.utf8.count, 0) == 0)
            var times = [timespec(tv_sec: 1_600_000_000 + number, tv_nsec: 123_456_789), timespec()]
            times[1] = times[0]
            #expect(utimensat(AT_FDCWD, scratch.path(name), times, 0) == 0)
        }
        try scratch.write(SeededGenerator.repeating(99, count: 24 << 20), to: "source/large")
        #expect(link(scratch.path("source/large"), scratch.path("source/a/linked")) == 0)
        #expect(symlink("../large", scratch.path("source/c/symbolic")) == 0)
        for folder in ["source/a/b", "source/c", "source/a", "source"] {
            let times = [timespec(tv_sec: 1_500_000_000, tv_nsec: 5), timespec(tv_sec: 1_500_000_000, tv_nsec: 5)]
            #expect(utimensat(AT_FDCWD, scratch.path(folder), times, 0) == 0)
        }
    }

    @Test(.tags(.large), .hangLimit)
    func aSecondRunEndsWhatAKilledOneBegan() throws {
        try ScratchDirectory.with { scratch in
            try makeSource(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            let source = scratch.path("source")
            try repository.succeed("backup", source)
            let expected = try EntryState.read(source)
            func arguments(_ target: String) -> [String] {
                ["restore", "-r", "latest:" + source, "-t", scratch.path(target), "--json"]
            }
            let start = Timestamp.now
            #expect(try repository.dr.run(arguments("whole")).status == 0)
            let span = UInt32(Timestamp.now.seconds(since: start) * 1.1e6)

            var generator = SeededGenerator.announced()
            var killed = 0
            for round in 0..<Self.rounds {
                let target = "target\(round)"
                let running = try repository.dr.start(arguments(target), in: scratch)
                // One after the other part of the whole time, so that every phase is hit.
                let moment = UInt32(round) * span / UInt32(Self.rounds)
                usleep(moment + UInt32.random(in: 0...max(span / UInt32(Self.rounds), 1), using: &generator))
                running.signal(SIGKILL)
                if try running.wait().status == 128 + SIGKILL { killed += 1 }
                let second = try repository.dr.run(arguments(target) + ["--verify"])
                #expect(second.status == 0, "round \(round): \(second.errors)")
                var found = try EntryState.read(scratch.path(target))
                // The target itself is not an entry of the snapshot.
                found[[]] = expected[[]]
                #expect(found == expected, "round \(round)")
            }
            #expect(killed > 2)
            #expect(try repository.dr.run(["unlock"]).status == 0)
        }
    }

    @Test(.tags(.large), .hangLimit)
    func whatWasWrittenIsNotWrittenAgain() throws {
        try ScratchDirectory.with { scratch in
            try makeSource(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", scratch.path("source"))
            let target = scratch.path("target")
            let arguments = ["restore", "-r", "latest:" + scratch.path("source"), "-t", target, "--json"]
            let running = try repository.dr.start(arguments, in: scratch)
            // Kill it as soon as the first content is in place.
            _ = try running.wait {
                try Tool("find").run([target, "-type", "f", "-size", "+8k"]).lines.count > 3
            }
            running.signal(SIGKILL)
            _ = try running.wait()
            let second = try repository.dr.run(arguments)
            #expect(second.status == 0, "\(second.errors)")
            #expect(try #require(JSONLines(second.lines).numbers.last?["bytes_reused"]) > 0)
            let third = try repository.dr.run(arguments)
            #expect(try JSONLines(third.lines).numbers.last?["bytes_written"] == 0)
        }
    }
}
