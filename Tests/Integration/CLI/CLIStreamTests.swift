import CLinux
import DRTestSupport
import Testing

/// `dr backup --stdin` and `--stdin-from-command`.
@Suite struct CLIStreamTests {
    @Test(.tags(.large)) func keepsWhatComesIn() throws {
        try CLIRepository.with { repository in
            var generator = SeededGenerator.announced()
            let content = generator.bytes(3_000_000)
            let run = try repository.dr.run(["backup", "--stdin", "--stdin-filename", "db/orders.sql"], input: content)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try repository.dr.run(["dump", "latest", "/db/orders.sql"]).output == content)
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (["--stdin"], Int32(1), "nothing came"),
            (["--stdin", "x"], Int32(2), "without paths"),
            (["--stdin", "--stdin-filename", "../x"], Int32(2), "../x"),
            (["--stdin", "--stdin-filename", "x/"], Int32(2), "names no file"),
            (["--stdin-from-command"], Int32(2), "No command"),
            (["--stdin-from-command", "--", "sh", "-c", "echo half; exit 3"], Int32(1), "exit code 3"),
            (["--stdin-from-command", "--", "sh", "-c", "echo half; kill -9 $$"], Int32(1), "signal 9"),
            (["--stdin-from-command", "--", "/nonexistent"], Int32(1), "/nonexistent"),
        ]
    )
    func keepsNothingOf(_ options: [String], _ status: Int32, _ says: String) throws {
        try CLIRepository.with { repository in
            let run = try repository.dr.run(["backup"] + options)
            #expect(run.status == status)
            #expect(run.errors.lowercased().contains(says.lowercased()), "\(run.errors)")
            #expect(try repository.objects("snapshots").isEmpty)
            #expect(try repository.objects("locks").isEmpty)
        }
    }

    @Test(.tags(.large)) func passesOptionsOnToTheCommand() throws {
        try CLIRepository.with { repository in
            let command = ["echo", "-v", "--json", "--repo", "x"]
            let run = try repository.dr.run(["backup", "--stdin-from-command", "--"] + command)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try repository.dr.run(["dump", "latest", "/stdin"]).text == "-v --json --repo x\n")
        }
    }

    @Test(.tags(.large), arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(143))])
    func stopsInGoodOrder(_ signal: Int32, _ status: Int32) throws {
        try CLIRepository.with { repository in
            let fifo = repository.scratch.path("fifo")
            try #require(mkfifo(fifo, 0o600) == 0)
            // Open for reading too, so that it never ends.
            let writer = clinux_open(fifo, O_RDWR, 0)
            defer { close(writer) }
            let running = try repository.dr.start(["backup", "--stdin"], in: repository.scratch, inputPath: fifo)
            #expect(try running.wait { try !repository.objects("locks").isEmpty })
            #expect(write(writer, "some", 4) == 4)

            let blocked = try repository.dr.run(["key", "remove", "1234"])
            #expect(blocked.status == 11)
            #expect(blocked.errors.contains("process \(running.pid)"))
            #expect(blocked.errors.contains("next: "))
            #expect(try repository.dr.run(["snapshots"]).status == 0)

            running.signal(SIGUSR1)
            #expect(try running.wait { try running.errors().contains("dr: backup: ") })
            running.signal(signal)
            let ended = try running.wait()
            #expect(ended.status == status)
            #expect(try repository.objects("locks").isEmpty)
            #expect(try repository.objects("snapshots").isEmpty)
        }
    }
}
