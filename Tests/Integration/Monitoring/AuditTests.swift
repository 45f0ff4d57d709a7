import DRCore
import DRTestSupport
import Testing

/// The audit log of the real `dr`.
@Suite("The audit log of commands")
struct AuditTests {
    private func operations(_ lab: ConfiguredLab, _ arguments: [String] = []) throws -> [String] {
        try lab.run(["audit", "show", "--json"] + arguments).lines.dropLast().map { line in
            func value(_ key: String) -> Substring {
                line.firstRange(of: "\"\(key)\":\"").map { line[$0.upperBound...].prefix { $0 != "\"" } } ?? ""
            }
            return "\(value("operation")) \(value("target")) \(value("outcome"))"
        }
    }

    @Test("commands that change something are in it, with who did it", .tags(.large))
    func commands() throws {
        try ConfiguredLab.with(variables: ["SUDO_USER": "operator"]) { lab in
            try lab.run(["backup", lab.scratch.path("data")])
            try lab.run(["restore", "latest", "-t", lab.scratch.path("out"), "--dry-run"])
            #expect(try operations(lab) == [])
            try lab.run(["restore", "latest", "-t", lab.scratch.path("out")])
            try lab.run(["unlock"])
            try lab.run(["forget", "--keep-last", "1"])
            try lab.run(["prune"])
            try lab.run(["restore", "nothing", "-t", lab.scratch.path("out")], expecting: 1)
            let all = try operations(lab)
            let target = "primary: latest into " + lab.scratch.path("out")
            #expect(
                all == [
                    "restore \(target) begun", "restore \(target) succeeded", "unlock primary begun",
                    "unlock primary succeeded", "forget primary begun", "forget primary succeeded",
                    "prune primary begun", "prune primary succeeded",
                    "restore primary: nothing into \(lab.scratch.path("out")) begun",
                    "restore primary: nothing into \(lab.scratch.path("out")) failed",
                ]
            )
            #expect(try operations(lab, ["--operation", "prune"]).count == 2)
            #expect(try operations(lab, ["--user", "operator", "--outcome", "failed"]).count == 1)
            #expect(try operations(lab, ["--user", "nobody"]) == [])
            #expect(try operations(lab, ["--latest", "3"]) == Array(all.suffix(3)))
            let verified = try lab.run(["audit", "verify"])
            #expect(verified.text.hasPrefix("10 entries, 1 known head agrees: the log is whole"))
        }
    }

    @Test("an edit is found by the exit code, the line and the kind", .tags(.large))
    func edited() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["unlock"])
            try lab.run(["prune"])
            let text = String(decoding: try lab.scratch.read("state/audit.jsonl"), as: UTF8.self)
            try lab.scratch.write(
                Array(text.replacing("\"prune\"", with: "\"unlock\"").utf8),
                to: "state/audit.jsonl"
            )
            let run = try lab.run(["audit", "verify", "--local", "--json"], expecting: 15)
            #expect(try JSONLines(run.lines).types == ["problem", "problem", "problem", "summary"])
            #expect(run.lines.first?.contains(#""kind":"changed","line":3"#) == true)
            #expect(run.text.contains("\"damaged\":true"))
        }
    }

    @Test("a log that cannot be written stops no restore", .tags(.large))
    func unwritable() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup", lab.scratch.path("data")])
            _ = try Tool("mkdir").run(["-p", lab.scratch.path("state/audit.jsonl")])
            let run = try lab.run(["restore", "latest", "-t", lab.scratch.path("out")])
            #expect(run.errors.contains("warning: the audit log was not written"))
        }
    }
}
