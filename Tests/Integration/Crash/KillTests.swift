import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// The real program is killed at random moments.
@Suite struct KillTests {
    private static let rounds = 50

    /// The tree of a round: most files stay, some change, so that each backup has something to store.
    private func write(_ round: Int, _ scratch: ScratchDirectory) throws {
        for number in 0..<40 {
            guard round == 0 || number % 10 == round % 10 else { continue }
            let content = SeededGenerator.repeating(UInt64(round * 100 + number), count: 20_000 + number * 5000)
            try scratch.write(content, to: "tree/file\(number)")
        }
        try scratch.write(SeededGenerator.repeating(UInt64(round), count: 1 << 20), to: "tree/large")
    }

    @Test(.tags(.large), .hangLimit)
    func fiftyKilledBackupsLoseNothing() throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            let tree = scratch.path("tree")
            try #require(mkdir(tree, 0o700) == 0)
            try write(0, scratch)
            let start = Timestamp.now
            try repository.succeed("backup", tree)
            // Kills are spread over a bit more than the time that a whole backup takes.
            let span = UInt32(Timestamp.now.seconds(since: start) * 1.2e6)
            var known = try repository.snapshots()
            #expect(known.count == 1)
            #expect(try Tool("cp").run(["-a", tree, scratch.path("first")]).status == 0)

            var generator = SeededGenerator.announced()
            var killed = 0
            for round in 1...Self.rounds {
                try write(round, scratch)
                let running = try repository.dr.start(["backup", tree], in: scratch)
                usleep(UInt32.random(in: 0...max(span, 1), using: &generator))
                running.signal(SIGKILL)
                if try running.wait().status == 128 + SIGKILL { killed += 1 }

                let left = try repository.snapshots()
                #expect(left.isSuperset(of: known), "round \(round)")
                try repository.succeed("backup", tree)
                known = try repository.snapshots()
                #expect(known.count > left.count, "round \(round)")
                // What a kill leaves of a lock that had no name yet is no lock; prune removes it.
                let locks = try scratch.names(in: "repository/locks").filter { !$0.contains("-tmp-") }
                #expect(locks == [], "round \(round)")
            }
            #expect(killed > Self.rounds / 4)

            #expect(try repository.succeed("verify", "--read-data").text.contains("no damage was found"))
            let checked = try repository.restic.run(["check", "--read-data"], seconds: 300)
            #expect(checked.status == 0, "\(checked.errors)")
            #expect(checked.text.contains("no errors were found"))
            try repository.succeed("restore", "-r", "latest:" + tree, "-t", scratch.path("last"))
            #expect(try Tool("diff").run(["-r", tree, scratch.path("last")]).status == 0)
            let oldest = try #require(try repository.open().snapshots().first?.id)
            try repository.succeed("restore", "-r", oldest.hex + ":" + tree, "-t", scratch.path("oldest"))
            #expect(try Tool("diff").run(["-r", scratch.path("first"), scratch.path("oldest")]).status == 0)
        }
    }

    @Test(.tags(.large), .hangLimit)
    func killedForgetsAndPrunesLoseNothing() throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            let tree = scratch.path("tree")
            try #require(mkdir(tree, 0o700) == 0)
            var generator = SeededGenerator.announced()
            for round in 0..<12 {
                for part in 0..<2 {
                    try write(round * 2 + part, scratch)
                    try repository.succeed("backup", tree)
                }
                let arguments = ["forget", "--keep-last", "2", "--prune", "--max-unused", "0"]
                let running = try repository.dr.start(arguments, in: scratch)
                usleep(UInt32.random(in: 0...300_000, using: &generator))
                running.signal(SIGKILL)
                _ = try running.wait()
                #expect(try repository.snapshots().count >= 2, "round \(round)")
                let verified = try repository.dr.run(["verify", "--read-data"])
                #expect(verified.status == 0, "round \(round): \(verified.errors)")
            }
            try repository.succeed("prune")
            let checked = try repository.restic.run(["check", "--read-data"], seconds: 300)
            #expect(checked.status == 0, "\(checked.errors)")
            try repository.succeed("restore", "-r", "latest:" + tree, "-t", scratch.path("last"))
            #expect(try Tool("diff").run(["-r", tree, scratch.path("last")]).status == 0)
        }
    }
}
