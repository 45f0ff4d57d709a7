import DRTestSupport
import Testing

/// What `dr` says when it is called in a wrong way.
@Suite struct CLIUsageTests {
    struct Misuse: CustomTestStringConvertible {
        var arguments: [String]
        var says: String

        var testDescription: String { "dr " + arguments.joined(separator: " ") }
    }

    @Test(
        .tags(.large),
        arguments: [
            Misuse(arguments: ["snapshot"], says: "dr --help"),
            Misuse(arguments: ["snapshots", "--nonsense"], says: "dr snapshots --help"),
            Misuse(arguments: ["snapshots", "--latest", "0"], says: "from 1"),
            Misuse(arguments: ["snapshots", "-q", "-v"], says: "exclude each other"),
            Misuse(arguments: ["snapshots", "--retry-lock", "soon"], says: "soon"),
            Misuse(arguments: ["cat"], says: "dr cat [options] KIND [ID]"),
            Misuse(arguments: ["cat", "thing"], says: "config, key, index"),
            Misuse(arguments: ["cat", "config", "1234"], says: "no id"),
            Misuse(arguments: ["cat", "--json", "pack", "1234"], says: "raw bytes"),
            Misuse(arguments: ["init", "--repository-version", "3"], says: "1 or 2"),
            Misuse(arguments: ["key", "remove"], says: "id"),
            Misuse(arguments: ["find"], says: "dr find [options] PATTERN"),
            Misuse(arguments: ["find", "--blob", "--tree", "x"], says: "exclude each other"),
            Misuse(arguments: ["find", "--oldest", "yesterday", "x"], says: "yesterday"),
            Misuse(arguments: ["completions", "tcsh"], says: "'fish'"),
            Misuse(
                arguments: ["snapshots", "--password-file", "a", "--password-command", "b"],
                says: "exclude each other"
            ),
            Misuse(arguments: ["snapshots"], says: "DR_REPOSITORY"),
            Misuse(arguments: ["--repo", "", "snapshots"], says: "the path of the repository is empty"),
            Misuse(arguments: ["--repo", "s3:bucket", "snapshots"], says: "s3:"),
        ]
    )
    func explains(_ misuse: Misuse) throws {
        let run = try Tool.dr().run(misuse.arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty || misuse.arguments.contains("--json"))
        #expect(run.errors.hasPrefix("dr: "))
        #expect(run.errors.contains(misuse.says), "\(run.errors)")
    }

    @Test(
        .tags(.large),
        arguments: [["snapshots", "--nonsense", "--json"], ["--json", "snapshots"], ["--json", "x"]]
    )
    func reportsAsJSON(_ arguments: [String]) throws {
        let run = try Tool.dr().run(arguments)
        #expect(run.status == 2)
        #expect(try JSONLines(run.lines).types == ["error"])
        #expect(run.text.contains("\"code\":2"))
        #expect(run.errors.hasPrefix("dr: "))
    }
}
