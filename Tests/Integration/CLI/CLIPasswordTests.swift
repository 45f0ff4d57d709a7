import DRTestSupport
import Testing

/// Where passwords come from.
@Suite struct CLIPasswordTests {
    struct Source: CustomTestStringConvertible {
        var name: String
        var environment: [String: String] = [:]
        var options: [String] = []

        var testDescription: String { name }
    }

    /// `@` stands for the scratch folder.
    static let sources = [
        Source(name: "value", environment: ["DR_PASSWORD": "correct horse"]),
        Source(name: "file variable", environment: ["DR_PASSWORD_FILE": "@/good"]),
        Source(name: "command variable", environment: ["DR_PASSWORD_COMMAND": "cat @/good"]),
        Source(name: "file option", environment: ["DR_PASSWORD": "wrong"], options: ["--password-file", "@/good"]),
        Source(
            name: "command option",
            environment: ["DR_PASSWORD_FILE": "@/absent"],
            options: ["--password-command", #"sh -c "cat '@/good'; echo second line""#]
        ),
        Source(
            name: "file before value",
            environment: ["DR_PASSWORD_FILE": "@/good", "DR_PASSWORD": "wrong"]
        ),
        Source(
            name: "restic's variables are not read",
            environment: [
                "DR_PASSWORD": "correct horse", "RESTIC_PASSWORD": "wrong", "RESTIC_REPOSITORY": "/nonexistent",
            ]
        ),
    ]

    @Test(.tags(.large), arguments: sources)
    func opens(_ source: Source) throws {
        try CLIRepository.with { repository in
            try repository.scratch.write(Array("\u{feff}  correct horse \r\n\n".utf8), to: "good")
            func place(_ text: String) -> String {
                text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: repository.scratch.path)
            }
            let variables = source.environment.mapValues(place).merging(["DR_REPOSITORY": repository.path]) { $1 }
            let run = try Tool.dr(variables).run(["snapshots"] + source.options.map(place))
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.isEmpty)
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (["--password-file", "/nonexistent"], Int32(2), "/nonexistent"),
            (["--password-file", "/dev/null"], Int32(2), "empty"),
            (["--password-command", "false"], Int32(1), "exit code 1"),
            (["--password-command", "true"], Int32(1), "empty first line"),
            (["--password-command", "/nonexistent"], Int32(1), "/nonexistent"),
            (["--password-command", "echo 'open"], Int32(2), "quote"),
            (["--password-command", "echo wrong"], Int32(12), "next:"),
            ([String](), Int32(2), "DR_PASSWORD_FILE"),
        ]
    )
    func explainsFailures(_ options: [String], _ status: Int32, _ says: String) throws {
        try CLIRepository.with { repository in
            let run = try Tool.dr(["DR_REPOSITORY": repository.path]).run(["snapshots"] + options)
            #expect(run.status == status)
            #expect(run.errors.contains(says), "\(run.errors)")
        }
    }

    @Test(.tags(.large)) func warnsOfReadableFile() throws {
        try CLIRepository.with { repository in
            try repository.scratch.write(Array("correct horse\n".utf8), to: "open", mode: 0o644)
            let file = repository.scratch.path("open")
            let run = try repository.dr.run(["snapshots", "--password-file", file])
            #expect(run.status == 0)
            #expect(run.errors.contains("chmod 600 " + file))
        }
    }

    @Test(.tags(.large)) func neverShowsThePassword() throws {
        try CLIRepository.with { repository in
            for password in ["correct horse", "battery staple"] {
                var dr = repository.dr
                dr.environment["DR_PASSWORD"] = password
                for arguments in [["snapshots", "-v"], ["key", "list", "--json"], ["init"], ["cat", "config"]] {
                    let run = try dr.run(arguments)
                    #expect(!(run.text + run.errors).contains(password))
                }
            }
        }
    }
}
