import DRTestSupport
import Testing

/// What `dr` tells about itself.
@Suite struct CLIHelpTests {
    static let commands = ["init", "key", "unlock", "cat", "snapshots", "ls", "find", "diff", "version", "completions"]

    @Test(.tags(.large), arguments: commands.map { [$0] } + ["list", "add", "remove", "passwd"].map { ["key", $0] })
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

    @Test(.tags(.large), arguments: ["bash", "zsh", "fish"])
    func writesCompletions(_ shell: String) throws {
        let run = try Tool.dr().run(["completions", shell])
        #expect(run.status == 0)
        #expect(run.text.contains("snapshots"))
        guard try Tool("sh").run(["-c", "command -v " + shell]).status == 0 else {
            // The script was written; only its syntax cannot be tried without the shell.
            return
        }
        let parsed = try Tool(shell).run(["-n", "/dev/stdin"], input: run.output)
        #expect(parsed.status == 0, "\(parsed.errors)")
    }

    @Test(.tags(.large)) func saysItsVersion() throws {
        for arguments in [["version"], ["--version"]] {
            let run = try Tool.dr().run(arguments)
            #expect(run.status == 0)
            #expect(run.text.hasPrefix("dr "))
        }
    }
}
