import CLinux
import DRCore
import DRTestSupport
import Testing

/// `dr config check --online`.
@Suite struct CLIConfigOnlineTests {
    /// A configuration whose parts are all there but for what a test takes away.
    private func with(_ body: (ScratchDirectory, Tool, CheapRepository, UInt16) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let listener = try LoopbackListener()
            let repository = try CheapRepository(at: scratch.path("repository"))
            try scratch.write(Array(CheapRepository.password.utf8), to: "key")
            try scratch.write(Array("http://127.0.0.1:\(listener.port)/x".utf8), to: "hook")
            let base = """
                repositories: {primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}}
                plans:
                  files:
                    files: {paths: [\(scratch.path)]}
                    repository: primary
                    schedule: {full: hourly}
                    retention: short
                    hooks: {before: [["true"]], on_failure: [[/bin/sh, -c, "exit 1"]]}
                  dump:
                    stream: {command: [cat, /etc/hostname], filename: name}
                    repository: primary
                    schedule: {full: hourly}
                    retention: short
                services: {web: {http: {url: "http://localhost:\(listener.port)/"}}}
                alerts:
                  channels:
                    chat: {webhook: {url: {file: \(scratch.path("hook"))}}}
                    mail: {email: {host: 127.0.0.1, port: \(listener.port), from: a@example.com, to: [b@example.com]}}
                    own: {command: {command: ["true"]}}
                """
            try scratch.write(Array(base.utf8), to: "base.yml")
            try scratch.write(Array("version: 1\n".utf8), to: "test.yml")
            #expect(mkdir(scratch.path("retention"), 0o755) == 0)
            try scratch.write(Array("keep: {daily: 14}\n".utf8), to: "retention/short.yml")
            let dr = try Tool.dr(["DR_CONFIG": scratch.path])
            try withExtendedLifetime(listener) { try body(scratch, dr, repository, listener.port) }
        }
    }

    @Test(.tags(.large)) func findsEverythingThatIsThere() throws {
        try with { _, dr, _, port in
            let run = try dr.run(["config", "check", "--online"])
            #expect(run.status == 0, "\(run.text)\(run.errors)")
            #expect(run.lines.count == 10, "\(run.text)")
            #expect(run.lines.dropFirst().allSatisfy { $0.hasPrefix("  ok  ") })
            #expect(run.text.contains("ok  repository primary: opened, snapshots: 0, locks: 0"))
            #expect(run.text.contains("ok  service web: localhost:\(port) answers"))
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            ("DR_REPOSITORIES__PRIMARY__URL", "/no/such/place", "repository primary: "),
            ("DR_PLANS__FILES__FILES__PATHS", "[/no/such/path]", "plan files, path: cannot find"),
            ("DR_PLANS__FILES__HOOKS__BEFORE", "[[no-such-program]]", "hook before: the program was not found in PATH"),
            ("DR_PLANS__DUMP__STREAM__COMMAND", "[/proc/version]", "plan dump, stream: cannot run the program"),
            ("DR_SERVICES__WEB__HTTP__URL", "http://127.0.0.1:1/", "service web: cannot connect to"),
            ("DR_SERVICES__WEB__HTTP__URL", "http://no-such-host.invalid/", "the name of the host cannot be resolved"),
            ("DR_ALERTS__CHANNELS__OWN__COMMAND__COMMAND", "[no-such-program]", "channel own: "),
        ]
    )
    func namesWhatIsNotThere(_ variable: String, _ value: String, _ message: String) throws {
        try with { _, dr, _, _ in
            var dr = dr
            dr.environment[variable] = value
            let run = try dr.run(["config", "check", "--online"])
            #expect(run.status == 13)
            let failed = run.lines.filter { $0.hasPrefix("  FAILED  ") }
            #expect(failed.count == 1, "\(run.text)")
            #expect(failed.first?.contains(message) == true, "\(run.text)")
        }
    }

    @Test(.tags(.large)) func triesThePassword() throws {
        try with { scratch, dr, _, _ in
            try scratch.write(Array("another".utf8), to: "key")
            let run = try dr.run(["config", "check", "--online", "--json"])
            #expect(run.status == 13)
            #expect(run.lines.contains { $0.contains(#""subject":"repository primary","ok":false"#) })
            #expect(run.text.contains("check repositories.primary.password in the configuration"))
        }
    }
}
