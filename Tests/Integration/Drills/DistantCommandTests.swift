import CLinux
import DRCore
import DRTestSupport
import Testing

/// Steps of drills that run on other machines, by way of a real sshd on the loopback.
@Suite(
    "Commands over ssh",
    .tags(.large),
    .enabled(if: geteuid() == 0 && access("/usr/sbin/sshd", X_OK) == 0, "needs root and openssh-server")
)
struct DistantCommandTests {
    private static let scenario = """
        title: A file goes
        service: orders-files
        objectives: {rto: 1m, stability: 100ms}
        prechecks:
          - name: words-arrive
            command.check: {run: [printf, "%s|", two words, "it's", $$HOME, "*"], on: HOST, contains: "two words|it's|$$HOME|*|"}
          - {name: code-comes-back, command.check: {run: [sh, -c, exit 7], on: HOST, exit: 7}}
        steady_state:
          - {name: there, file.present: {path: MARK}}
        fault:
          do:
            - name: remove
              command.run: {service: orders-files, run: [rm, MARK], on: HOST}
              reverse: {command.run: {service: orders-files, run: [touch, MARK], on: HOST}}
          took_effect: [{name: gone, file.absent: {path: MARK}}]
        detection: {probes: [{name: is-there, file.present: {path: MARK}}], every: 30ms, failures: 2}
        recovery:
          - {name: put-back, command.run: {service: orders-files, run: [touch, MARK], on: HOST}, reverse: {none: it is there}}
        validation: [{name: back, command.check: {run: [test, -e, MARK], on: HOST}}]
        cleanup: [{name: still-there, file.present: {path: MARK}}]

        """

    private func key(_ name: String, _ scratch: ScratchDirectory) throws -> String {
        let made = try Tool("ssh-keygen").run(["-q", "-t", "ed25519", "-N", "", "-f", scratch.path(name)])
        try #require(made.status == 0, "\(made.errors)")
        return String(decoding: try scratch.read(name + ".pub"), as: UTF8.self)
    }

    /// Runs a body with a server that lets in by a key, known as `box`; its host key is not known as `stranger`.
    private func withServer(_ body: (ScratchDirectory, [String: String]) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let port = try DrillSite.freePort()
            let host = try key("host", scratch)
            try scratch.write(Array(try key("user", scratch).utf8), to: "authorized")
            let settings = """
                Port \(port)
                ListenAddress 127.0.0.1
                HostKey \(scratch.path("host"))
                AuthorizedKeysFile \(scratch.path("authorized"))
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                PidFile none

                """
            try scratch.write(Array(settings.utf8), to: "sshd_config")
            let known = "[127.0.0.1]:\(port) " + host
            try scratch.write(Array(known.utf8), to: "known")
            let client = """
                Host box stranger
                    HostName 127.0.0.1
                    Port \(port)
                    User root
                    IdentityFile \(scratch.path("user"))
                    IdentitiesOnly yes
                Host box
                    UserKnownHostsFile \(scratch.path("known"))
                Host stranger
                    UserKnownHostsFile /dev/null

                """
            try scratch.write(Array(client.utf8), to: "ssh_config")
            // The settings of a user lie in the home; these lie here.
            try FileTreeMaker.make(scratch.path("bin"))
            let wrapper = "#!/bin/sh\nexec /usr/bin/ssh -F '\(scratch.path("ssh_config"))' \"$@\"\n"
            try scratch.write(Array(wrapper.utf8), to: "bin/ssh", mode: 0o755)
            mkdir("/run/sshd", 0o755)
            let running = try Tool("/usr/sbin/sshd").start(
                ["-D", "-e", "-f", scratch.path("sshd_config")],
                in: scratch
            )
            defer { running.signal(SIGKILL) }
            try #require(try running.wait(seconds: 20) { try running.errors().contains("Server listening") })
            try body(scratch, ["PATH": scratch.path("bin") + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"])
        }
    }

    private func drill(_ host: String, _ body: (Tool.Run, ScratchDirectory) throws -> Void) throws {
        try withServer { scratch, variables in
            let mark = scratch.path("files/one.txt")
            let text = Self.scenario.replacing("MARK", with: mark).replacing("HOST", with: host)
            let site = try ProcessSite(scratch, scenario: text)
            defer { site.end() }
            var dr = try site.dr()
            dr.environment.merge(variables) { $1 }
            try body(try dr.run(["drill", "start", "dies"], seconds: 120), scratch)
        }
    }

    @Test("words arrive as they are, exit codes come back, and a drill changes and restores by them")
    func passes() throws {
        try drill("box") { (run: Tool.Run, scratch: ScratchDirectory) throws in
            #expect(run.status == 0, "\(run.errors)\(run.text)")
            #expect(run.text.contains("PASS"))
            #expect(try scratch.names(in: "files").contains("one.txt"))
        }
    }

    @Test(
        "a host that cannot be reached, or whose key nobody knows, stops the drill",
        arguments: ["stranger", "nowhere.invalid"]
    )
    func refused(host: String) throws {
        try drill(host) { (run: Tool.Run, scratch: ScratchDirectory) throws in
            #expect(run.status == 1, "\(run.errors)")
            #expect(run.errors.contains("exit code 255"), "\(run.errors)")
            #expect(try scratch.names(in: "files").contains("one.txt"))
        }
    }
}
