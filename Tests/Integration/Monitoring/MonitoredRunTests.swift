import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// What real backups of plans leave behind: messages, metrics and audit entries.
@Suite("Runs that are watched")
struct MonitoredRunTests {
    /// An environment with a repository, a webhook and a dead man's switch on a server of this machine.
    private func with(_ body: (MonitoredEnvironment, LoopbackServer) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let base = "http://127.0.0.1:\(server.port)"
            for (name, url) in [("chat.url", base + "/chat"), ("ping.url", base + "/ping/1")] {
                try scratch.write(Array(url.utf8), to: name)
            }
            let layer = """
                alerts:
                  channels:
                    chat: {webhook: {url: {file: \(scratch.path("chat.url"))}, format: slack}}
                    switch: {ping: {url: {file: \(scratch.path("ping.url"))}}}
                  routes: {warning: [chat]}
                """
            let environment = try MonitoredEnvironment(layer, in: scratch)
            _ = try Repository.create(
                at: LocalBackend(path: scratch.path("repository")),
                password: Secret(Array("correct horse".utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            try body(environment, server)
        }
    }

    private func paths(_ server: LoopbackServer) throws -> [String] {
        try server.lines.map { line in
            line.firstRange(of: "\"path\": \"").map {
                String(line[$0.upperBound...].prefix { $0 != "\"" && $0 != "?" })
            }
                ?? line
        }
    }

    private func metric(_ environment: MonitoredEnvironment, _ name: String) throws -> String? {
        let text = String(decoding: try environment.scratch.read("dr.prom"), as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: " ").last.map(String.init)
    }

    @Test("a failure is told, a good run tells that it is over, and the switch hears of both", .tags(.large))
    func failureAndRecovery() throws {
        try with { environment, server in
            let job = #"{environment="production",plan="files",kind="incremental"}"#
            try environment.scratch.write(Array("wrong".utf8), to: "key")
            let failed = try environment.dr.run(["backup", "files"])
            #expect(failed.status == 12)
            #expect(try paths(server).sorted() == ["/chat", "/ping/1/12", "/ping/1/start"])
            #expect(try metric(environment, "dr_job_last_exit_code" + job) == "12")
            #expect(try metric(environment, "dr_job_consecutive_failures" + job) == "1")
            #expect(try metric(environment, #"dr_alerts_open{environment="production",severity="critical"}"#) == "1")
            let list = try environment.dr.run(["alerts", "list"])
            #expect(list.text.contains("critical"))
            #expect(list.text.contains("1 open, 0 messages wait"))

            try environment.scratch.write(Array("correct horse".utf8), to: "key")
            let good = try environment.dr.run(["backup", "files"])
            #expect(good.status == 0, "\(good.errors)")
            #expect(try paths(server).suffix(3).sorted() == ["/chat", "/ping/1/0", "/ping/1/start"])
            #expect(try server.lines.contains { $0.contains("/chat") && $0.contains("[RESOLVED]") })
            #expect(try environment.dr.run(["alerts", "list"]).text == "0 open, 0 messages wait\n")

            let rids = try server.lines.compactMap { line in
                line.firstRange(of: "rid=").map { String(line[$0.upperBound...].prefix(36)) }
            }
            #expect(rids.count == 4 && Set(rids).count == 2)
            #expect(try server.lines.contains { $0.contains("/ping/1/0") && $0.contains("snapshot: ") })

            // The first good backup was a full one, as there was none to compare with; this one is incremental.
            #expect(try environment.dr.run(["backup", "files"]).status == 0)
            #expect(try metric(environment, "dr_job_last_exit_code" + job) == "0")
            #expect(try metric(environment, "dr_job_consecutive_failures" + job) == "0")
        }
    }

    @Test("a broken configuration is told by the last one that was valid", .tags(.large))
    func brokenConfiguration() throws {
        try with { environment, server in
            #expect(try environment.dr.run(["backup", "files"]).status == 0)
            let layer = try environment.scratch.read("config/production.yml")
            try environment.scratch.write(layer + Array("\nretension: {}\n".utf8), to: "config/production.yml")
            let run = try environment.dr.run(["backup", "files"])
            #expect(run.status == 13)
            #expect(try metric(environment, #"dr_configuration_valid{environment="production"}"#) == "0")
            #expect(try metric(environment, "dr_objective_rpo_seconds") == "3600")
            #expect(try server.lines.contains { $0.contains("the configuration is invalid") })

            try environment.scratch.write(layer, to: "config/production.yml")
            #expect(try environment.dr.run(["backup", "files"]).status == 0)
            #expect(try metric(environment, #"dr_configuration_valid{environment="production"}"#) == "1")
            #expect(try environment.dr.run(["alerts", "check"]).status == 0)
            #expect(try environment.dr.run(["alerts", "list"]).text.contains("0 open"))
        }
    }

    @Test("an alert is acknowledged and resolved by hand, and the audit log knows who did it", .tags(.large))
    func byHand() throws {
        try with { environment, _ in
            try environment.scratch.write(Array("wrong".utf8), to: "key")
            #expect(try environment.dr.run(["backup", "files"]).status == 12)
            let acknowledged = try environment.dr.run(["alerts", "ack", "1", "-m", "on it"])
            #expect(acknowledged.status == 0, "\(acknowledged.errors)")
            #expect(try environment.dr.run(["alerts", "list"]).text.contains("acknowledged by operator: on it"))
            #expect(try environment.dr.run(["alerts", "check"]).status == 19)
            #expect(try environment.dr.run(["alerts", "resolve", "1", "--json"]).status == 0)
            #expect(try environment.dr.run(["alerts", "resolve", "1"]).status == 2)
            #expect(try environment.dr.run(["alerts", "ack", "77"]).status == 2)
            let log = try environment.dr.run(["audit", "show", "--user", "operator", "--operation", "alert", "--json"])
            #expect(log.lines.count == 3)
            #expect(log.text.contains(#""operation":"alert.acknowledge""#))
            #expect(log.text.contains(#""target":"alert 1: run/files/incremental""#))
        }
    }

    @Test("a log that was cut and its head with it is found by what the backups know", .tags(.large))
    func headsInBackups() throws {
        try with { environment, _ in
            for _ in 0..<3 { #expect(try environment.dr.run(["backup", "files"]).status == 0) }
            let whole = try environment.dr.run(["audit", "verify"])
            #expect(whole.status == 0, "\(whole.text)\(whole.errors)")
            #expect(whole.text == "6 entries, 4 known heads agree: the log is whole\n")

            let lines = try environment.scratch.read("state/audit.jsonl").split(separator: UInt8(ascii: "\n"))
            let cut = lines.prefix(2).flatMap { $0 + [UInt8(ascii: "\n")] }
            try environment.scratch.write(cut, to: "state/audit.jsonl")
            try environment.scratch.remove("state/audit.jsonl.head")
            #expect(try environment.dr.run(["audit", "verify", "--local"]).status == 0)
            let found = try environment.dr.run(["audit", "verify"])
            #expect(found.status == 15)
            #expect(found.text.contains("truncated: the log ends with entry 2, but snapshot "))

            // Going on with the cut log hides nothing.
            #expect(try environment.dr.run(["backup", "files"]).status == 0)
            #expect(try environment.dr.run(["audit", "verify"]).status == 15)
        }
    }

    @Test("no channel delays or fails a backup", .tags(.large))
    func deadChannels() throws {
        try with { environment, server in
            let base = "http://127.0.0.1:\(server.port)"
            try environment.scratch.write(Array((base + "/slow").utf8), to: "ping.url")
            try environment.scratch.write(Array((base + "/status/500").utf8), to: "chat.url")
            let run = try environment.dr.run(["backup", "files"])
            #expect(run.status == 0)
            let list = try environment.dr.run(["alerts", "list"])
            #expect(list.text.contains("waits for channel switch: start of run"))
        }
    }
}
