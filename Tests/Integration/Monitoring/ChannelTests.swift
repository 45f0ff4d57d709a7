import DRCore
import DRTestSupport
import Testing

/// The real `dr` tells real servers on this machine.
@Suite("Channels of alerts")
struct ChannelTests {
    private func secret(_ text: String, _ name: String, _ scratch: ScratchDirectory) throws -> String {
        try scratch.write(Array((text + "\n").utf8), to: name)
        return "{file: \(scratch.path(name))}"
    }

    @Test("each kind takes a test message, in its own form", .tags(.large))
    func everyKind() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let base = "http://127.0.0.1:\(server.port)"
            let layer = """
                alerts:
                  channels:
                    plain: {webhook: {url: \(try secret(base + "/plain", "plain.url", scratch))}}
                    slack: {webhook: {url: \(try secret(base + "/slack", "slack.url", scratch)), format: slack}}
                    teams: {webhook: {url: \(try secret(base + "/teams", "teams.url", scratch)), format: teams}}
                    duty: {pagerduty: {routing_key: \(try secret("0123456789", "duty.key", scratch)), url: \(base)/duty}}
                    switch: {ping: {url: \(try secret(base + "/ping/uuid?create=1", "ping.url", scratch))}}
                    program: {command: {command: [tee, \(scratch.path("program.out"))]}}
                """
            let environment = try MonitoredEnvironment(layer, in: scratch)
            let run = try environment.dr.run(["alerts", "test", "-e", "production"])
            #expect(run.status == 0, "\(run.text)\(run.errors)")
            #expect(run.lines.count == 6)

            func body(_ path: String) throws -> [String] {
                try server.lines.filter { $0.contains("\"path\": \"\(path)") }
            }
            #expect(try body("/plain").first?.contains(#"\"event\":\"test\""#) == true)
            #expect(try body("/slack").first?.contains(#"{\"text\":\"[TEST] production: "#) == true)
            #expect(try body("/teams").first?.contains("AdaptiveCard") == true)
            let duty = try body("/duty")
            #expect(duty.map { $0.contains(#"\"event_action\":\"trigger\""#) } == [true, false])
            #expect(duty.allSatisfy { $0.contains(#"\"routing_key\":\"0123456789\""#) })
            #expect(duty.last?.contains(#"\"event_action\":\"resolve\""#) == true)
            #expect(try body("/ping/uuid/log?create=1").count == 1)
            let program = String(decoding: try scratch.read("program.out"), as: UTF8.self)
            #expect(program.contains(#""event":"test""#) && program.hasSuffix("}\n"))
        }
    }

    @Test(
        "mails go over TLS with user and password, to those the server takes",
        .tags(.large),
        .enabled(if: LoopbackServer.hasMailServer, "python3-aiosmtpd is not installed"),
        arguments: [("auth", "starttls"), ("tls", "tls"), ("plain", "none")]
    )
    func mail(mode: String, security: String) throws {
        try ScratchDirectory.with { scratch in
            let certificate = try TestCertificate(for: "IP:127.0.0.1", in: scratch)
            let server = try LoopbackServer(
                "smtp_server.py",
                [mode, certificate.certificate, certificate.key],
                in: scratch
            )
            let login = mode == "auth" ? "user: dr, password: \(try secret("let me in", "mail.key", scratch))," : ""
            let layer = """
                alerts:
                  channels:
                    mail:
                      email: {host: 127.0.0.1, port: \(server.port), security: \(security), \(login) from: dr@example.com,
                        to: [a@example.com, nobody@example.com]}
                """
            var environment = try MonitoredEnvironment(layer, in: scratch)
            let untrusted = try environment.dr.run(["alerts", "test", "-e", "production"])
            #expect((untrusted.status == 0) == (mode == "plain"))
            environment.dr.environment["SSL_CERT_FILE"] = certificate.certificate
            let run = try environment.dr.run(["alerts", "test", "mail", "-e", "production"])
            #expect(run.status == 0, "\(run.text)\(run.errors)")
            #expect(run.text.contains("receivers were refused: 550 5.1.1 no such user here"))
            let line = try #require(try server.lines.last)
            #expect(line.contains(#""subject": "[TEST] production: "#))
            #expect(line.contains(#""to": ["a@example.com"]"#))
            #expect(line.contains(#""tls": \#(mode == "plain" ? "false" : "true")"#))
            #expect(line.contains(#""user": "\#(mode == "auth" ? "dr" : "")""#))
            #expect(line.contains(#""defects": []"#))
            #expect(line.contains("Severity: info"))
        }
    }

    @Test("a channel that fails is named with the reason, and no secret of it is shown", .tags(.large))
    func failing() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let closed = try LoopbackServer.closedPort(in: scratch)
            let base = "http://127.0.0.1:\(server.port)"
            let layer = """
                alerts:
                  channels:
                    broken: {webhook: {url: \(try secret(base + "/status/500/T0PS3CRET", "a.url", scratch))}}
                    closed: {webhook: {url: \(try secret("http://127.0.0.1:\(closed)/T0PS3CRET", "b.url", scratch))}}
                    missing: {command: {command: [/nonexistent/program]}}
                    failing: {command: {command: [sh, -c, "echo no pager >&2; exit 7"]}}
                    good: {webhook: {url: \(try secret(base + "/good", "c.url", scratch))}}
                """
            let environment = try MonitoredEnvironment(layer, in: scratch)
            let run = try environment.dr.run(["alerts", "test", "--json", "-e", "production"])
            #expect(run.status == 14)
            #expect(try JSONLines(run.lines).types == Array(repeating: "channel", count: 5) + ["summary"])
            #expect(!(run.text + run.errors).contains("T0PS3CRET"))
            #expect(run.lines.count { $0.contains("\"delivered\":true") } == 1)
            #expect(run.text.contains("the server answered with status 500"))
            #expect(run.text.contains("ended with exit code 7: no pager"))
        }
    }

    @Test("a channel that there is not is an error that names the channels", .tags(.large))
    func unknown() throws {
        try ScratchDirectory.with { scratch in
            let layer = "alerts: {channels: {pager: {command: {command: [\"true\"]}}}}\n"
            let environment = try MonitoredEnvironment(layer, in: scratch)
            let run = try environment.dr.run(["alerts", "test", "pagr", "-e", "production"])
            #expect(run.status == 2)
            #expect(run.errors.contains("the channels are: pager"))
        }
    }
}
