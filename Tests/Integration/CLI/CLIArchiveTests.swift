import CLinux
import DRCore
import DRTestSupport
import Testing

/// `dr import`, `dr export` and `dr dump`.
@Suite struct CLIArchiveTests {
    private func makeArchive(_ scratch: ScratchDirectory) throws {
        try scratch.write(Array("content".utf8), to: "file")
        let made = try Tool("tar").run(["-C", scratch.path, "-cf", scratch.path("a.tar"), "file"])
        #expect(made.status == 0, "\(made.errors)")
    }

    @Test(.tags(.large)) func archivesGoInAndOut() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try makeArchive(scratch)
            let imported = try repository.dr.run(["import", scratch.path("a.tar"), "--json"])
            #expect(imported.status == 0, "\(imported.errors)")
            #expect(try JSONLines(imported.lines).types == ["summary"])
            let stream = try repository.dr.run(
                ["import", "-", "--stdin-filename", "stream.tar"],
                input: try scratch.read("a.tar")
            )
            #expect(stream.status == 0, "\(stream.errors)")
            #expect(try repository.dr.run(["snapshots"]).text.contains("/stream.tar"))

            let dumped = try repository.dr.run(["dump", "latest", "/file"])
            #expect(dumped.status == 0)
            #expect(dumped.text == "content")
            let directory = try repository.dr.run(["dump", "latest:/", "--archive", "tar"])
            #expect(try Tool("tar").run(["-tf", "-"], input: directory.output).text == "file\n")

            let export = ["export", "latest", scratch.path("out.tar.gz")]
            #expect(try repository.dr.run(export).status == 0)
            #expect(try Tool("tar").run(["-xzOf", scratch.path("out.tar.gz"), "file"]).text == "content")
            let second = try repository.dr.run(export)
            #expect(second.status == 1)
            #expect(second.errors.contains("--force"))
            #expect(try repository.dr.run(export + ["--force"]).status == 0)
        }
    }

    @Test(.tags(.large)) func failuresLeaveNothing() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try makeArchive(scratch)
            for input in [[], Array(try scratch.read("a.tar").prefix(700))] {
                let run = try repository.dr.run(["import", "-"], input: input)
                #expect(run.status == 1)
                #expect(run.errors.contains("standard input"))
            }
            #expect(try repository.objects("snapshots").isEmpty)
            let usage = try repository.dr.run(["export", "latest", scratch.path("name")])
            #expect(usage.status == 2)
        }
    }

    @Test(.tags(.large)) func aNameThatLeadsOutGivesThree() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try makeArchive(scratch)
            let arguments = [
                "-C", scratch.path, "-P", "--transform=s,^file,../out,", "-rf", scratch.path("a.tar"), "file",
            ]
            #expect(try Tool("tar").run(arguments).status == 0)
            let run = try repository.dr.run(["import", scratch.path("a.tar")])
            #expect(run.status == 3)
            #expect(run.errors.contains("../out"))
        }
    }

    @Test(.tags(.large), arguments: [[SIGTERM], [SIGINT], [SIGTERM, SIGTERM], [SIGKILL]])
    func aStoppedExportLeavesNothingOrIsWrittenOver(_ signals: [Int32]) throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try #require(mkdir(scratch.path("out"), 0o700) == 0)
            try scratch.write(SeededGenerator.repeating(1, count: 64 << 20), to: "large")
            #expect(try repository.dr.run(["backup", scratch.path("large")]).status == 0)
            let arguments = ["export", "latest", scratch.path("out/archive.tar")]
            let running = try repository.dr.start(arguments, in: scratch)
            let began = try running.wait { try scratch.names(in: "out").contains("archive.tar.partial") }
            #expect(began)
            for signal in signals { running.signal(signal) }
            let run = try running.wait()
            #expect(run.status == 128 + signals[0], "\(run.errors)")
            let isKilled = signals == [SIGKILL]
            #expect(try scratch.names(in: "out") == (isKilled ? ["archive.tar.partial"] : []), "\(run.errors)")
            let again = try repository.dr.run(arguments)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try scratch.names(in: "out") == ["archive.tar"])
            let content = try Tool("tar").start(
                ["-xOf", scratch.path("out/archive.tar")],
                in: scratch,
                output: scratch.path("content")
            )
            #expect(try content.wait().status == 0)
            #expect(try Tool("cmp").run([scratch.path("large"), scratch.path("content")]).status == 0)
            // The lock of the killed program went with the next run.
            #expect(try repository.objects("locks").isEmpty)
        }
    }
}
