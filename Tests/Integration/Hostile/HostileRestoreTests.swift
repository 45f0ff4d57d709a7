import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// Snapshots that were made up to write outside the target, through the real program.
@Suite struct HostileRestoreTests {
    /// An entry of a made-up directory; `rest` ends the object.
    private func entry(_ name: String, _ type: String, _ rest: String) -> String {
        """
        {"name":"\(name)","type":"\(type)","mode":511,"mtime":"2020-01-01T00:00:00Z","atime":"2020-01-01T00:00:00Z",\
        "ctime":"2020-01-01T00:00:00Z","uid":0,"gid":0,\(rest)}
        """
    }

    /// Stores a snapshot whose root has these entries; `file` and `folder` stand for ends of entries with content.
    private func plant(
        _ repository: CheapRepository,
        _ entries: (_ file: String, _ folder: String) -> [String]
    ) throws {
        let opened = try repository.open()
        let writer = try BlobWriter(opened)
        let codec = try opened.makeCodec()
        func save(_ type: BlobType, _ text: String) throws -> String {
            try Array(text.utf8).withUnsafeBytes { try writer.save(type, $0, codec).id.hex }
        }
        let file = "\"size\":5,\"content\":[\"\(try save(.data, "evil\n"))\"]"
        let inner = try save(.tree, "{\"nodes\":[\(entry("evil", "file", file))]}\n")
        let list = entries(file, "\"subtree\":\"\(inner)\"").joined(separator: ",")
        let bytes = Array("{\"nodes\":[\(list)]}\n".utf8)
        let root = try bytes.withUnsafeBytes { try writer.save(.tree, $0, codec).id }
        try writer.finish()
        var snapshot = Snapshot(tree: root)
        snapshot.time = .now
        snapshot.paths = ["/"]
        snapshot.hostname = "example.com"
        _ = try opened.save(snapshot, codec)
    }

    private static let names = ["..", ".", "", "../evil", "a/../../evil", "\\\\x2e\\\\x2e", "a\\\\x2fb", "a\\\\x00b"]

    @Test(.tags(.large), arguments: names)
    func namesThatLeadElsewhere(_ name: String) throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            let outside = scratch.path("outside")
            try plant(repository) { file, folder in
                [entry("good", "file", file), entry(name, "dir", folder), entry(name, "file", file)]
            }
            try #require(mkdir(outside, 0o700) == 0)
            let run = try repository.dr.run(["restore", "-r", "latest", "-t", outside + "/target"])
            #expect(run.status == 15, "\(run.errors)")
            #expect(run.errors.contains("next: "))
            #expect(try scratch.names(in: "outside") == ["target"] || scratch.names(in: "outside") == [])
            #expect(try Tool("find").run([scratch.path, "-name", "evil*"]).lines == [])
            for command in [["ls", "latest"], ["dump", "latest:/"], ["export", "latest", "-"], ["find", "evil"]] {
                let other = try repository.dr.run(command)
                #expect(other.status == 15, "\(command): \(other.errors)")
            }
            #expect(try repository.dr.run(["verify"]).status == 15)
        }
    }

    @Test(.tags(.large), arguments: [false, true])
    func absoluteName(_ isFolder: Bool) throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            try plant(repository) { file, folder in
                [entry(scratch.path("evil"), isFolder ? "dir" : "file", isFolder ? folder : file)]
            }
            let run = try repository.dr.run(["restore", "-r", "latest", "-t", scratch.path("target")])
            #expect(run.status == 15)
            #expect(try Tool("find").run([scratch.path, "-name", "evil*"]).lines == [])
        }
    }

    @Test(.tags(.large), arguments: [false, true], ["always", "if-changed"])
    func plantedLink(_ isLinkFirst: Bool, _ overwrite: String) throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            let outside = scratch.path("outside")
            try #require(mkdir(outside, 0o700) == 0)
            try plant(repository) { _, folder in
                let link = entry("way", "symlink", "\"linktarget\":\"\(outside)\"")
                return isLinkFirst ? [link, entry("way", "dir", folder)] : [entry("way", "dir", folder), link]
            }
            let arguments = [
                "restore", "-r", "latest", "-t", scratch.path("target"), "--overwrite", overwrite, "--delete",
            ]
            // Twice, as the link may be there the second time.
            for _ in 0..<2 {
                #expect(try repository.dr.run(arguments).status == 15)
                #expect(try scratch.names(in: "outside") == [])
            }
        }
    }

    @Test(.tags(.large)) func linkThatWasThereBefore() throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            for folder in ["outside", "target"] { try #require(mkdir(scratch.path(folder), 0o700) == 0) }
            try scratch.write([1], to: "outside/kept")
            #expect(symlink(scratch.path("outside"), scratch.path("target/way")) == 0)
            #expect(symlink(scratch.path("outside/kept"), scratch.path("target/file")) == 0)
            try plant(repository) { file, folder in [entry("way", "dir", folder), entry("file", "file", file)] }
            try repository.succeed("restore", "-r", "latest", "-t", scratch.path("target"), "--delete")
            #expect(try scratch.names(in: "outside") == ["kept"])
            #expect(try scratch.read("outside/kept") == [1])
            #expect(try scratch.read("target/way/evil") == Array("evil\n".utf8))
            #expect(try scratch.read("target/file") == Array("evil\n".utf8))
        }
    }

    @Test(.tags(.large)) func devicesAreMadeAndNeverWrittenTo() throws {
        try ScratchDirectory.with { scratch in
            let repository = try CheapRepository(at: scratch.path("repository"))
            try #require(mkdir(scratch.path("target"), 0o700) == 0)
            // A loop device number that is not in use: writing to it would fail, waiting for a pipe would never end.
            #expect(mkfifo(scratch.path("target/pipe"), 0o600) == 0)
            try plant(repository) { file, _ in
                [
                    entry("pipe", "file", file), entry("twice", "chardev", "\"device\":259"),
                    entry("twice", "file", file), entry("huge", "file", "\"size\":9223372036854775807,\"content\":[]"),
                ]
            }
            let run = try repository.dr.run(["restore", "-r", "latest", "-t", scratch.path("target")])
            #expect(run.status == 15, "\(run.errors)")
            #expect(try scratch.read("target/pipe") == Array("evil\n".utf8))
            #expect(try Tool("du").run(["-sm", scratch.path("target")]).text.hasPrefix("1\t"))
        }
    }
}
