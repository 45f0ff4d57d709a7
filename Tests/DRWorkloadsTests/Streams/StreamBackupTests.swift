import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Backups of what programs print.
struct StreamBackupTests {
    private func backUp(
        _ command: [String],
        into workshop: BackupWorkshop,
        filename: String = "dump.sql",
        cancellation: Cancellation = Cancellation(),
        over other: (any Backend)? = nil
    ) throws -> BackupReport {
        var options = BackupOptions(exclusion: try Exclusion())
        options.tags = ["nightly"]
        return try StreamBackup(.command(command), filename: filename, options: options, cancellation: cancellation)
            .run { try workshop.destination(over: other, packSize: 1 << 20) }
    }

    @Test(.tags(.medium), arguments: [1, 100, (9 << 20) - 1, 9 << 20, 20_000_000])
    func storesWhatAProgramPrints(size: Int) throws {
        try ScratchDirectory.with { scratch in
            let content = SeededGenerator.repeating(UInt64(size), count: size)
            try scratch.write(content, to: "content")
            let workshop = try BackupWorkshop()
            let report = try backUp(["cat", scratch.path("content")], into: workshop, filename: "db/main/dump.sql")
            #expect(report.snapshot.paths == ["/db/main/dump.sql"])
            #expect(report.snapshot.tags == ["full", "nightly"])
            #expect(report.summary.filesNew == 1)
            #expect(report.bytesRead == UInt64(size))
            let nodes = try workshop.nodes(report.snapshot)
            #expect(nodes.count == 3)
            #expect(nodes[Array("/db/main".utf8)]?.mode == 0x8000_01ED as UInt32)
            let node = try #require(nodes[Array("/db/main/dump.sql".utf8)])
            #expect(node.mode == 0o644)
            #expect(node.size == UInt64(size))
            #expect(node.uid == getuid())
            #expect(node.mtime == report.snapshot.time)
            #expect(try workshop.content(node) == content)
            let again = try backUp(["cat", scratch.path("content")], into: workshop)
            #expect(again.summary.dataBlobs == 0)
            #expect(try workshop.verify().isIntact)
        }
    }

    @Test(
        .tags(.medium),
        arguments: [
            (["sh", "-c", "echo data; exit 3"], "exit code 3"), (["sh", "-c", "echo data; kill -9 $$"], "signal 9"),
            (["true"], "printed nothing"), (["false"], "exit code 1"), (["/nonexistent/program"], "No such file"),
            (["sh", "-c", "head -c 30000000 /dev/zero; exit 1"], "exit code 1"),
        ]
    )
    func commitsNothingOfAProgramThatFails(command: [String], message: String) throws {
        let workshop = try BackupWorkshop()
        let error = #expect(throws: DRError.self) { try backUp(command, into: workshop) }
        #expect(error?.code == .failed)
        #expect(error?.message.contains(message) == true)
        #expect(error?.object == command[0])
        #expect(try workshop.snapshots().isEmpty)
        #expect(try workshop.verify().isIntact)
    }

    @Test(.tags(.medium))
    func cancellationEndsTheProgram() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            let cancellation = Cancellation()
            let hook = HookedBackend(workshop.backend) { _, _ in cancellation.cancel(.interrupted) }
            let script = "echo $$ > '\(scratch.path("pid"))'; while :; do head -c 1000000 /dev/urandom; done"
            let error = #expect(throws: DRError.self) {
                try backUp(["sh", "-c", script], into: workshop, cancellation: cancellation, over: hook)
            }
            #expect(error?.code == .interrupted)
            let text = String(decoding: try scratch.read("pid"), as: UTF8.self)
            let pid = try #require(pid_t(text.dropLast()))
            #expect(kill(pid, 0) != 0)
            #expect(try workshop.snapshots().isEmpty)
        }
    }

    @Test(.tags(.small), arguments: ["", "/", "..", "a/../b", "a/", ".", String(repeating: "n", count: 256)])
    func refusesNames(name: String) throws {
        let options = BackupOptions(exclusion: try Exclusion())
        let error = #expect(throws: DRError.self) {
            try StreamBackup(.standardInput, filename: name, options: options, cancellation: Cancellation())
        }
        #expect(error?.code == .usage)
    }

    @Test(.tags(.small), arguments: [("a", "/a"), ("/a//b", "/a/b"), ("./a/./b", "/a/b"), ("a b", "/a b")])
    func cleansNames(name: String, path: String) throws {
        let options = BackupOptions(exclusion: try Exclusion())
        let backup = try StreamBackup(.standardInput, filename: name, options: options, cancellation: Cancellation())
        #expect(backup.absolutePath == path)
    }
}
