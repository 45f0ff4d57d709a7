import CLinux
import DRCore
import DRTestSupport
import Testing

/// The real program as a user without rights, which root can play.
@Suite(.enabled(if: geteuid() == 0, "only root can run a program as another user"))
struct OrdinaryUserTests {
    private static let user: uid_t = 65534

    /// The program as the user runs it.
    private func run(_ repository: CheapRepository, _ arguments: String...) throws -> Tool.Run {
        let prefix = ["--reuid=\(Self.user)", "--regid=\(Self.user)", "--clear-groups", repository.dr.program]
        return try Tool("setpriv", repository.dr.environment).run(prefix + arguments)
    }

    /// Calls `body` with a repository, and a folder `source`, that belong to the user.
    private func with(_ body: (CheapRepository, ScratchDirectory) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            #expect(chmod(scratch.path, 0o755) == 0)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try #require(mkdir(scratch.path("source"), 0o755) == 0)
            #expect(try Tool("chown").run(["-R", "\(Self.user):\(Self.user)", scratch.path]).status == 0)
            try body(repository, scratch)
        }
    }

    /// A file of the user.
    private func write(_ scratch: ScratchDirectory, _ name: String, _ seed: UInt64, mode: mode_t) throws {
        try scratch.write(SeededGenerator.repeating(seed, count: 300_000), to: name)
        #expect(chown(scratch.path(name), Self.user, Self.user) == 0)
        #expect(chmod(scratch.path(name), mode) == 0)
    }

    @Test(.tags(.large)) func whatCannotBeReadIsNamedAndTheRestIsBackedUp() throws {
        try with { repository, scratch in
            for number in 0..<4 { try write(scratch, "source/file\(number)", UInt64(number), mode: 0o644) }
            try #require(mkdir(scratch.path("source/closed"), 0o000) == 0)
            #expect(chmod(scratch.path("source/file2"), 0o000) == 0)
            #expect(chown(scratch.path("source/file2"), 0, 0) == 0)
            let backup = try run(repository, "backup", scratch.path("source"), "--json")
            #expect(backup.status == 3, "\(backup.errors)")
            for name in ["file2", "closed"] {
                let line = backup.errors.split(separator: "\n").first { $0.contains(scratch.path("source/" + name)) }
                #expect(line?.contains("Permission denied") == true, "\(backup.errors)")
            }
            #expect(try JSONLines(backup.lines).types == ["error", "error", "summary"])
            #expect(try JSONLines(backup.lines).numbers.last?["problems"] == 2)

            let restore = try run(
                repository,
                "restore",
                "-r",
                "latest:" + scratch.path("source"),
                "-t",
                scratch.path("target")
            )
            #expect(restore.status == 0, "\(restore.errors)")
            for number in [0, 1, 3] {
                #expect(try scratch.read("target/file\(number)") == scratch.read("source/file\(number)"))
            }
            #expect(try !scratch.names(in: "target").contains("file2"))
            let verified = try repository.dr.run(["verify", "--read-data"])
            #expect(verified.status == 0, "\(verified.errors)")
        }
    }

    @Test(.tags(.large)) func filesThatTheirOwnerCannotReadAreVerified() throws {
        try with { repository, scratch in
            let modes: [mode_t] = [0o000, 0o200, 0o044, 0o111, 0o400, 0o2711]
            for (number, mode) in modes.enumerated() {
                try write(scratch, "source/file\(number)", UInt64(number), mode: mode)
            }
            // Root can read them for the backup.
            try repository.succeed("backup", scratch.path("source"))
            #expect(try Tool("chown").run(["-R", "\(Self.user):\(Self.user)", repository.path]).status == 0)
            let place = "latest:" + scratch.path("source")
            let restore = try run(repository, "restore", "-r", place, "-t", scratch.path("target"), "--verify")
            #expect(restore.status == 0, "\(restore.errors)")
            #expect(restore.text.contains("verified     \(modes.count) files"))
            try expectModes(modes, scratch)

            // A second run compares them and writes nothing.
            let second = try run(repository, "restore", "-r", place, "-t", scratch.path("target"), "--verify", "--json")
            #expect(second.status == 0, "\(second.errors)")
            let summary = try JSONLines(second.lines).numbers.last
            #expect(summary?["bytes_written"] == 0)
            #expect(summary?["files_verified"] == modes.count)
            try expectModes(modes, scratch)

            // What differs is found, and repaired, also behind such permissions.
            try scratch.write(Array("other".utf8), to: "target/file0")
            #expect(chmod(scratch.path("target/file0"), 0o000) == 0)
            let third = try run(repository, "restore", "-r", place, "-t", scratch.path("target"), "--verify")
            #expect(third.status == 0, "\(third.errors)")
            #expect(try scratch.read("target/file0") == scratch.read("source/file0"))
            try expectModes(modes, scratch)
        }
    }

    private func expectModes(_ modes: [mode_t], _ scratch: ScratchDirectory) throws {
        for (number, mode) in modes.enumerated() {
            var status = stat()
            #expect(lstat(scratch.path("target/file\(number)"), &status) == 0)
            #expect(status.st_mode & 0o7777 == mode, "file\(number)")
            #expect(status.st_uid == Self.user)
        }
    }
}
