import CLinux
import DRCore
import DRTestSupport
import Testing

/// Full disks, missing rights and vanished repositories: a clear error with the path, nothing acknowledged, and what
/// was there before is whole.
@Suite struct RefusedStorageTests {
    private static let mountable = ConditionTrait.enabled(if: TestHost.mounts, "file systems cannot be mounted here")

    /// A folder that is a file system of its own, which needs root.
    private func mounted(
        _ scratch: ScratchDirectory,
        _ name: String,
        size: String,
        _ body: (String) throws -> Void
    ) throws {
        let point = scratch.path(name)
        try #require(mkdir(point, 0o755) == 0)
        try #require(mount("none", point, "tmpfs", 0, "size=" + size) == 0)
        defer { umount2(point, Int32(MNT_DETACH)) }
        try body(point)
    }

    /// Two trees, a small one that is backed up before things go wrong, and one that is too much.
    private func write(_ scratch: ScratchDirectory) throws -> (small: String, large: String) {
        for name in ["small", "large"] { try #require(mkdir(scratch.path(name), 0o755) == 0) }
        try scratch.write(SeededGenerator.repeating(1, count: 200_000), to: "small/file", mode: 0o644)
        for number in 0..<24 {
            let content = SeededGenerator.repeating(UInt64(number) + 10, count: 2 << 20)
            try scratch.write(content, to: "large/file\(number)", mode: 0o644)
        }
        return (scratch.path("small"), scratch.path("large"))
    }

    /// That there is one snapshot, and that it restores to what was backed up.
    private func expectIntact(_ repository: CheapRepository, _ small: String, _ scratch: ScratchDirectory) throws {
        #expect(try repository.snapshots().count == 1)
        let verified = try repository.dr.run(["verify", "--read-data"])
        #expect(verified.status == 0, "\(verified.text) \(verified.errors)")
        let target = scratch.path("intact")
        try repository.succeed("restore", "-r", "latest:" + small, "-t", target)
        #expect(try Tool("diff").run(["-r", small, target]).status == 0)
    }

    @Test(.tags(.large), Self.mountable) func fullRepository() throws {
        try ScratchDirectory.with { scratch in
            let (small, large) = try write(scratch)
            try mounted(scratch, "disk", size: "24m") { disk in
                let repository = try CheapRepository(at: disk + "/repository")
                try repository.succeed("backup", small)
                let run = try repository.dr.run(["backup", large])
                #expect(run.status == 1)
                #expect(run.errors.contains("No space left on device"), "\(run.errors)")
                #expect(run.errors.contains(disk))
                #expect(run.errors.contains("next: "))
                try expectIntact(repository, small, scratch)
                // With room again, the same backup goes through.
                #expect(mount("none", disk, nil, UInt(MS_REMOUNT), "size=200m") == 0)
                try repository.succeed("backup", large)
                #expect(try repository.snapshots().count == 2)
                #expect(try repository.dr.run(["verify", "--read-data"]).status == 0)
            }
        }
    }

    @Test(.tags(.large), Self.mountable) func fullTarget() throws {
        try ScratchDirectory.with { scratch in
            let (_, large) = try write(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", large)
            try mounted(scratch, "disk", size: "8m") { disk in
                let arguments = ["restore", "-r", "latest:" + large, "-t", disk + "/target"]
                let run = try repository.dr.run(arguments)
                #expect(run.status == 1)
                #expect(run.errors.contains("No space left on device"), "\(run.errors)")
                #expect(run.errors.contains(disk + "/target/file"))
                #expect(mount("none", disk, nil, UInt(MS_REMOUNT), "size=200m") == 0)
                #expect(try repository.dr.run(arguments).status == 0)
                #expect(try Tool("diff").run(["-r", large, disk + "/target"]).status == 0)
            }
        }
    }

    @Test(.tags(.large), Self.mountable) func readOnlyTarget() throws {
        try ScratchDirectory.with { scratch in
            let (small, _) = try write(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", small)
            try mounted(scratch, "disk", size: "8m") { disk in
                try #require(mount("none", disk, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
                for target in [disk, disk + "/target"] {
                    let run = try repository.dr.run(["restore", "-r", "latest:" + small, "-t", target])
                    #expect(run.status == 1)
                    #expect(run.errors.contains("Read-only file system"), "\(run.errors)")
                    #expect(run.errors.contains(target))
                }
                let export = try repository.dr.run(["export", "latest", disk + "/archive.tar"])
                #expect(export.status == 1)
                #expect(export.errors.contains(disk + "/archive.tar"), "\(export.errors)")
            }
        }
    }

    @Test(.tags(.large), arguments: [7, 9, 16]) func fewDescriptors(_ limit: Int) throws {
        try ScratchDirectory.with { scratch in
            let (small, large) = try write(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", small)
            let limited = Tool("prlimit", repository.dr.environment)
            let snapshot = try #require(try repository.snapshots().first)
            let restore = ["restore", "-r", snapshot + ":" + small, "-t", scratch.path("target")]
            for arguments in [["backup", large], restore, ["verify", "--read-data"]] {
                let run = try limited.run(["--nofile=\(limit):\(limit)", repository.dr.program] + arguments)
                if run.status == 0 { continue }
                // Never a success that is none, never damage that is none, and always the reason.
                #expect(run.status == 1 || run.status == 14, "\(arguments[0]): \(run.status) \(run.errors)")
                #expect(run.errors.contains("Too many open files"), "\(arguments[0]): \(run.errors)")
            }
            #expect(try repository.dr.run(restore).status == 0)
            #expect(try Tool("diff").run(["-r", small, scratch.path("target")]).status == 0)
            #expect(try repository.dr.run(["verify", "--read-data"]).status == 0)
        }
    }

    @Test(.tags(.large), Self.mountable) func readOnlyRepository() throws {
        try ScratchDirectory.with { scratch in
            let (small, large) = try write(scratch)
            try mounted(scratch, "disk", size: "64m") { disk in
                let repository = try CheapRepository(at: disk + "/repository")
                try repository.succeed("backup", small)
                try #require(mount("none", disk, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
                for arguments in [["backup", large], ["forget", "latest"], ["prune"], ["key", "passwd"]] {
                    var dr = repository.dr
                    dr.environment["DR_NEW_PASSWORD"] = "other"
                    let run = try dr.run(arguments)
                    #expect(run.status != 0, "\(arguments)")
                }
                let run = try repository.dr.run(["backup", large])
                #expect(run.errors.contains("Read-only file system"), "\(run.errors)")
                #expect(run.errors.contains(disk))
                let target = scratch.path("target")
                try repository.succeed("restore", "--no-lock", "-r", "latest:" + small, "-t", target)
                #expect(try Tool("diff").run(["-r", small, target]).status == 0)
            }
        }
    }

    @Test(.tags(.large), .enabled(if: geteuid() == 0)) func missingPermission() throws {
        try ScratchDirectory.with { scratch in
            chmod(scratch.path, 0o755)
            let (small, large) = try write(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", small)
            // Root passes every check, so an ordinary user has to try.
            let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", repository.dr.program]
            let asNobody = Tool("setpriv", repository.dr.environment)
            let refused = try asNobody.run(nobody + ["backup", large])
            #expect(refused.status != 0)
            #expect(refused.errors.contains("Permission denied"), "\(refused.errors)")
            #expect(refused.errors.contains(repository.path))

            #expect(try Tool("chown").run(["-R", "65534:65534", repository.path]).status == 0)
            chmod(scratch.path("large/file3"), 0o000)
            let partly = try asNobody.run(nobody + ["backup", large])
            #expect(partly.status == 3, "\(partly.errors)")
            #expect(partly.errors.contains(large + "/file3"))
            #expect(partly.errors.contains("Permission denied"))
            #expect(try repository.snapshots().count == 2)
            let target = try asNobody.run(nobody + ["restore", "-r", "latest", "-t", scratch.path("forbidden")])
            #expect(target.status == 1)
            #expect(target.errors.contains(scratch.path("forbidden")), "\(target.errors)")
        }
    }

    @Test(.tags(.large)) func vanishingRepository() throws {
        try ScratchDirectory.with { scratch in
            let (small, large) = try write(scratch)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", small)
            let packs = try Tool("find").run([repository.path + "/data", "-type", "f"]).lines.count
            let running = try repository.dr.start(["backup", large], in: scratch)
            // The first new pack shows that it is in the middle.
            let began = try running.wait {
                try Tool("find").run([repository.path + "/data", "-type", "f"]).lines.count > packs
            }
            #expect(began)
            #expect(rename(repository.path, repository.path + ".away") == 0)
            let run = try running.wait()
            #expect(run.status != 0)
            #expect(run.errors.contains(repository.path), "\(run.errors)")
            #expect(run.errors.contains("next: "))
            // Nothing was made in its place.
            #expect(access(repository.path, F_OK) != 0)
            #expect(rename(repository.path + ".away", repository.path) == 0)
            try expectIntact(repository, small, scratch)
            try repository.succeed("backup", large)
            #expect(try repository.snapshots().count == 2)
        }
    }
}
