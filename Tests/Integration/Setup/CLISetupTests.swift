import CLinux
import DRTestSupport
import Testing

/// `dr setup`.
@Suite struct CLISetupTests {
    /// A scratch folder with something to back up, and the arguments of a setup by flags alone.
    private func with(_ body: (ScratchDirectory, Tool, [String]) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            #expect(mkdir(scratch.path("source"), 0o755) == 0)
            try scratch.write(Array("content".utf8), to: "source/file")
            let dr = try Tool.dr(["DR_CONFIG": scratch.path("config"), "HOME": scratch.path])
            let arguments = [
                "setup", "--yes", "--path", scratch.path("source"), "--repository", scratch.path("repository"),
                "--state-directory", scratch.path("state"), "--retention", "development", "-e", "test",
                "--schedule", "none",
            ]
            try body(scratch, dr, arguments)
        }
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test(.tags(.large)) func setsUpByFlagsAloneAndChangesNothingTheSecondTime() throws {
        try with { scratch, dr, arguments in
            let first = try dr.run(arguments)
            #expect(first.status == 0, "\(first.text)\(first.errors)")
            #expect(first.lines.filter { $0.hasPrefix("made  ") }.count == 6, "\(first.text)")
            #expect(first.errors.contains("Keep a copy of \(scratch.path("config/repository.key"))"))
            #expect(mode(scratch.path("config/repository.key")) == 0o600)
            #expect(try scratch.read("config/repository.key").count == 41)
            #expect(try scratch.names(in: "config") == ["base.yml", "repository.key", "retention", "test.yml"])
            #expect(try dr.run(["config", "check"]).status == 0)
            let files = try ["base.yml", "test.yml", "repository.key"].map { try scratch.read("config/" + $0) }

            let second = try dr.run(arguments)
            #expect(second.status == 0, "\(second.errors)")
            #expect(!second.text.contains("made  "))
            #expect(second.text.contains("kept  configuration: \(scratch.path("config"))"))
            #expect(try ["base.yml", "test.yml", "repository.key"].map { try scratch.read("config/" + $0) } == files)
            #expect(try scratch.names(in: "repository/snapshots").count == 1)

            var reader = dr
            reader.environment["DR_REPOSITORY"] = scratch.path("repository")
            reader.environment["DR_PASSWORD_FILE"] = scratch.path("config/repository.key")
            let list = try reader.run(["ls", "latest:" + scratch.path("source")])
            #expect(list.text.contains("file"))
            let status = try dr.run(["status", "--check"])
            #expect(status.status == 0, "\(status.text)")
            #expect(status.text.hasPrefix("DR OK - test: 1 plan | 'files_age'="))
        }
    }

    @Test(.tags(.large)) func asksOnATerminal() throws {
        try with { scratch, dr, _ in
            let session = try TerminalTool(dr, ["setup", "--state-directory", scratch.path("state")], columns: 120)
            try session.expect("What is to be backed up?")
            try session.type("/no/such/path\n")
            try session.expect("there is no such file or directory: /no/such/path")
            try session.expect("What is to be backed up?")
            try session.type(scratch.path("source") + "\n")
            try session.expect("Where do the backups go?")
            try session.type(scratch.path("repository") + "\n")
            try session.expect("at another site than this machine? [no]: ")
            try session.type("maybe\n")
            try session.expect("answer yes or no")
            try session.type("\n")
            try session.expect("What is this environment called? [production]: ")
            try session.type("\n")
            try session.expect("[hourly]: ")
            try session.type("hurly\n")
            try session.expect("did you mean hourly?")
            try session.type("every 30m\n")
            try session.expect("[daily at 02:00]: ")
            try session.type("\n")
            try session.expect("production: Production, every hour of three days and every day of 90")
            try session.expect("How long are backups kept? [production]: ")
            try session.type("\n")
            try session.expect("[\(scratch.path("config/repository.key"))]: ")
            try session.type("\n")
            try session.expect("Who runs the schedule?")
            try session.type("none\n")
            try session.expect("Set this up? [yes]: ")
            try session.type("\n")
            #expect(try session.wait() == 0, "\(session.screen)")
            #expect(session.screen.contains("production is set up"))
            let shown = try dr.run(["config", "show", "plans.files.schedule.incremental"])
            #expect(shown.lines.last == "      incremental: every 30m")
            #expect(try scratch.names(in: "repository/snapshots").count == 1)
        }
    }

    @Test(.tags(.large)) func doesNothingWhenThePersonSaysNo() throws {
        try with { scratch, dr, arguments in
            let asking = arguments.filter { $0 != "--yes" } + ["--incremental", "none", "--full", "hourly"]
            let session = try TerminalTool(dr, asking + ["--password-file", scratch.path("key")], columns: 120)
            try session.expect("at another site")
            try session.type("yes\n")
            try session.expect("Set this up? [yes]: ")
            try session.type("no\n")
            #expect(try session.wait() == 1)
            #expect(session.screen.contains("nothing was done"))
            #expect(try scratch.names() == ["source"])
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (["--path", "/no/such"], 2, "there is no such file or directory: /no/such"),
            (["--full", "dayly at 02:00"], 13, "dayly does not begin a calendar rule"),
            (["--retention", "forever"], 2, "there are: production, staging, development, audit"),
            (["-e", "a/b"], 2, "not a name: a/b"),
            (["--rto", "soon"], 2, "not a time: soon"),
            (["--repository", "s3:x"], 2, "this version keeps repositories in local or mounted folders only"),
        ] as [([String], Int32, String)]
    )
    func refusesWrongAnswers(_ wrong: [String], _ status: Int32, _ message: String) throws {
        try with { scratch, dr, arguments in
            let run = try dr.run(arguments + wrong)
            #expect(run.status == status)
            #expect(run.errors.contains(message), "\(run.errors)")
            #expect(try scratch.names() == ["source"])
        }
    }

    @Test(.tags(.large)) func neverHidesARepositoryBehindANewPassword() throws {
        try with { scratch, dr, arguments in
            _ = try CheapRepository(at: scratch.path("repository"))
            let run = try dr.run(arguments)
            #expect(run.status == 2)
            #expect(run.errors.contains("there is a repository at this place already"))
            #expect(try scratch.names() == ["repository", "source"])
            // With its password it is used.
            try scratch.write(Array(CheapRepository.password.utf8), to: "key")
            let again = try dr.run(arguments + ["--password-file", scratch.path("key")])
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.text.contains("kept  repository: "))
        }
    }

    @Test(.tags(.large)) func goesOnAfterAnInterruption() throws {
        try with { scratch, dr, arguments in
            #expect(try dr.run(arguments).status == 0)
            try scratch.remove("repository")
            try scratch.remove("state")
            let again = try dr.run(arguments)
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.text.contains("kept  configuration: "))
            #expect(again.text.contains("made  repository: "))
            #expect(again.text.contains("made  backup of files: "))
        }
    }

    @Test(.tags(.large)) func needsATerminalOrAnswers() throws {
        try ScratchDirectory.with { scratch in
            let dr = Tool("setsid", ["DR_CONFIG": scratch.path("config")])
            let run = try dr.run(["--wait", Tool.dr().program, "setup"])
            #expect(run.status == 2)
            #expect(run.errors.contains("there is no terminal to ask on"))
        }
    }
}
