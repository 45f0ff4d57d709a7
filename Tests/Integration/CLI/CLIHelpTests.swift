import DRTestSupport
import Testing

/// What `dr` tells about itself.
@Suite struct CLIHelpTests {
    static let commands = [
        "init", "key", "unlock", "cat", "backup", "restore", "verify", "repair", "forget", "prune", "stats",
        "snapshots",
        "ls", "find", "diff", "dump", "export", "import", "man", "config", "status", "setup", "retention", "approvals",
        "version", "completions",
    ]
    static let subcommands =
        ["list", "add", "remove", "passwd"].map { ["key", $0] }
        + ["check", "show", "environments", "schema", "example", "recover"].map { ["config", $0] }
        + ["index", "packs", "snapshots"].map { ["repair", $0] }
        + ["plan", "apply", "check", "simulate"].map { ["retention", $0] }
        + ["list", "request", "grant", "deny"].map { ["approvals", $0] }

    @Test(.tags(.large), arguments: commands.map { [$0] } + subcommands)
    func explainsEachCommand(_ command: [String]) throws {
        for arguments in [command + ["--help"], command + ["-h"], ["help"] + command] {
            let run = try Tool.dr().run(arguments)
            #expect(run.status == 0)
            #expect(run.text.contains("USAGE: dr " + command.joined(separator: " ")))
            #expect(run.errors.isEmpty)
        }
    }

    @Test(.tags(.large)) func listsAllCommands() throws {
        let run = try Tool.dr().run([])
        #expect(run.status == 0)
        for command in Self.commands { #expect(run.text.contains("\n  \(command) ")) }
    }

    /// The names in one of the groups of commands that the help lists.
    private func listedCommands() throws -> [String] {
        let lines = try Tool.dr().run(["--help"]).lines
        let start = try #require(lines.firstIndex { $0.contains("SUBCOMMANDS") })
        return lines[start...].filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    }

    @Test(.tags(.large)) func theReadmeNamesEachCommand() throws {
        let listed = try listedCommands()
        #expect(Set(Self.commands).isSubset(of: listed))
        let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let readme = try ScratchDirectory(existing: "/" + folder).read("README.md")
        let rows = String(decoding: readme, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("| `dr ") }
        // The first column: `dr NAME`, with arguments, and several of them separated by commas.
        let named = rows.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").filter { $0.hasPrefix("dr ") }
                .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
        }
        #expect(Set(named) == Set(listed))
    }

    @Test(.tags(.large), arguments: ["bash", "zsh", "fish"])
    func writesCompletions(_ shell: String) throws {
        let run = try Tool.dr().run(["completions", shell])
        #expect(run.status == 0)
        #expect(run.text.contains("snapshots"))
    }

    @Test(.tags(.large), .enabled(if: Tool.isInstalled("bash"), "bash is not installed"))
    func writesBashThatParses() throws { try expectThatParses("bash") }

    @Test(.tags(.large), .enabled(if: Tool.isInstalled("zsh"), "zsh is not installed"))
    func writesZshThatParses() throws { try expectThatParses("zsh") }

    @Test(.tags(.large), .enabled(if: Tool.isInstalled("fish"), "fish is not installed"))
    func writesFishThatParses() throws { try expectThatParses("fish") }

    private func expectThatParses(_ shell: String) throws {
        let script = try Tool.dr().run(["completions", shell]).output
        let parsed = try Tool(shell).run(["-n", "/dev/stdin"], input: script)
        #expect(parsed.status == 0, "\(parsed.errors)")
    }

    @Test(.tags(.large)) func writesAManualPage() throws {
        let page = try Tool.dr().run(["man"])
        #expect(page.status == 0)
        for command in Self.commands { #expect(page.text.contains(".SS dr " + command)) }
        for section in ["NAME", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"] {
            #expect(page.text.contains(".SH \(section)\n"))
        }
    }

    @Test(.tags(.large), .enabled(if: Tool.isInstalled("groff"), "groff is not installed"))
    func writesAManualPageWithoutWarnings() throws {
        let page = try Tool.dr().run(["man"]).output
        let shown = try Tool("groff").run(["-man", "-ww", "-Tutf8"], input: page)
        #expect(shown.status == 0)
        #expect(shown.errors.isEmpty)
        #expect(shown.text.contains("User Commands"))
    }

    @Test(.tags(.large)) func saysItsVersion() throws {
        for arguments in [["version"], ["--version"]] {
            let run = try Tool.dr().run(arguments)
            #expect(run.status == 0)
            #expect(run.text.hasPrefix("dr "))
        }
    }
}
