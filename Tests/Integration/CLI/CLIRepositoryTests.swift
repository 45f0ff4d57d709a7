import DRTestSupport
import Testing

/// Exit codes and output of the commands that need a repository.
@Suite struct CLIRepositoryTests {
    @Test(.tags(.large), arguments: [["snapshots"], ["ls", "latest"], ["find", "x"], ["cat", "config"], ["unlock"]])
    func tellsFailuresApart(_ command: [String]) throws {
        try CLIRepository.with { repository in
            var wrong = repository.dr
            wrong.environment["DR_PASSWORD"] = "wrong"
            let refused = try wrong.run(command)
            #expect(refused.status == 12)
            #expect(refused.errors.contains("next: "))

            let absent = try repository.dr.run(["--repo", repository.scratch.path("absent")] + command)
            #expect(absent.status == 10)
            #expect(absent.errors.contains("dr init"))
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (["snapshots"], ["summary"]), (["find", "x"], ["summary"]), (["cat", "config"], ["object", "summary"]),
            (["key", "list"], ["key", "summary"]), (["unlock"], ["summary"]), (["ls", "latest"], ["error"]),
            (["version"], ["summary"]), (["completions", "bash"], ["summary"]),
        ]
    )
    func endsJSONWithASummary(_ command: [String], _ types: [String]) throws {
        try CLIRepository.with { repository in
            for arguments in [["--json"] + command, command + ["--json"]] {
                let run = try repository.dr.run(arguments)
                #expect(try JSONLines(run.lines).types == types)
            }
        }
    }

    @Test(.tags(.large)) func refusesASecondInit() throws {
        try CLIRepository.with { repository in
            let run = try repository.dr.run(["init"])
            #expect(run.status == 1)
            #expect(run.errors.contains("already"))
        }
    }

    @Test(.tags(.large)) func keepsKeys() throws {
        try CLIRepository.with { repository in
            try repository.scratch.write(Array("second\n".utf8), to: "second")
            let file = repository.scratch.path("second")
            #expect(try repository.dr.run(["key", "add", "--new-password-file", file]).status == 0)
            #expect(try repository.objects("keys").count == 2)
            var second = repository.dr
            second.environment["DR_PASSWORD"] = "second"
            #expect(try second.run(["snapshots"]).status == 0)

            let own = try second.run(["key", "list"]).lines.first { $0.hasPrefix("*") }
            let id = String(try #require(own).split(separator: " ")[1])
            #expect(try second.run(["key", "remove", id]).status == 2)
            #expect(try repository.dr.run(["key", "remove", id]).status == 0)
            #expect(try second.run(["snapshots"]).status == 12)

            #expect(try repository.dr.run(["key", "passwd", "--new-password-file", file]).status == 0)
            #expect(try second.run(["snapshots"]).status == 0)
            #expect(try repository.dr.run(["snapshots"]).status == 12)
            #expect(try repository.objects("keys").count == 1)
            #expect(try repository.objects("locks").isEmpty)
        }
    }

    @Test(.tags(.large)) func endsQuietlyWhenNobodyReads() throws {
        try CLIRepository.with { repository in
            var shell = Tool("bash", repository.dr.environment)
            shell.environment["DR"] = repository.dr.program
            let run = try shell.run(["-c", #""$DR" cat config | true; echo "${PIPESTATUS[0]}""#])
            #expect(run.errors.isEmpty)
            #expect(["0\n", "141\n"].contains(run.text))
            #expect(try repository.objects("locks").isEmpty)
        }
    }
}
