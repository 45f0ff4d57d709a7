import DRCore
import DRStorage
import DRTestSupport
import Testing

/// `dr retention` as a user runs it.
@Suite struct RetentionCommandTests {
    /// A time so many days before now, to the second.
    private static func ago(_ days: Int64) -> Timestamp {
        Timestamp(seconds: Timestamp.now.seconds - days * 86_400 - 3600)
    }

    @Test(.tags(.large)) func plansAndApplies() throws {
        try ConfiguredLab.with(policy: "keep: {daily: 3}\n") { lab in
            let ids = try lab.makeSnapshots((0..<5).map(Self.ago))
            let held = try lab.makeSnapshots([Self.ago(9)], tags: ["case"])
            let planned = try lab.run(["retention", "plan"])
            #expect(planned.lines.first == "plan files, host alpha: keep 3 daily snapshots")
            #expect(
                planned.lines.contains {
                    $0.hasPrefix("keep ") && $0.contains(ids[0].short) && $0.hasSuffix("daily snapshot")
                }
            )
            #expect(planned.lines.contains { $0.hasPrefix("remove ") && $0.contains(ids[4].short) })
            #expect(planned.lines.last == "3 would stay, 3 would go")

            let policy = "keep: {daily: 3}\nlegal_holds: [{tag: case, reason: case 7}]\n"
            try lab.scratch.write(Array(policy.utf8), to: "config/retention/simple.yml")
            let rehearsed = try lab.run(["retention", "apply", "--dry-run", "--json"])
            #expect(
                try JSONLines(rehearsed.lines).types == ["keep", "keep", "keep", "remove", "remove", "keep", "summary"]
            )
            #expect(rehearsed.text.contains("legal hold: case 7"))
            #expect(try lab.run(["snapshots"]).text.contains("6 snapshots"))

            let applied = try lab.run(["retention", "apply", "files"])
            #expect(applied.lines.last == "4 kept, 2 removed; prune frees the space")
            let left = try lab.run(["snapshots", "--json"]).text
            for id in [ids[0], ids[1], ids[2], held[0]] { #expect(left.contains(id.hex)) }
            #expect(try lab.run(["snapshots"]).text.contains("4 snapshots"))
            #expect(try lab.scratch.names(in: "repository/locks").isEmpty)
            #expect(try lab.run(["retention", "apply"]).text.contains("0 removed"))
            // By hand it does not go either, named or by rules.
            let named = try lab.run(["forget", "-e", "lab", held[0].short], expecting: 18)
            #expect(named.errors.contains("legal hold: case 7"))
            try lab.run(["forget", "-e", "lab", "--keep-last", "1"], expecting: 18)
            #expect(try lab.run(["snapshots"]).text.contains("4 snapshots"))
        }
    }

    @Test(.tags(.large)) func withholdsAndOverrides() throws {
        try ConfiguredLab.with(policy: "keep: {last: 1}\n") { lab in
            _ = try lab.makeSnapshots((20..<30).map(Self.ago))
            let refused = try lab.run(["retention", "apply", "--json"], expecting: 18)
            let types = try JSONLines(refused.lines).types
            #expect(types.suffix(2) == ["summary", "error"])
            #expect(types.filter { $0 == "objection" }.count == 2)
            #expect(refused.errors.contains("guard newest_age"))
            try lab.run(["retention", "apply", "--override", "newest_age"], expecting: 2)
            try lab.run(["retention", "apply", "--override", "newest"], expecting: 2)
            let reason = ["--reason", "the host is gone"]
            try lab.run(["retention", "apply", "--override", "newest_age"] + reason, expecting: 18)
            let done = try lab.run(
                ["retention", "apply", "--override", "newest_age", "--override", "removal_share"] + reason
            )
            #expect(done.errors.contains("is overridden"))
            #expect(done.text.contains("1 kept, 9 removed"))
        }
    }

    @Test(.tags(.large)) func saysWhenAGroupIsAlone() throws {
        try ConfiguredLab.with { lab in
            _ = try lab.makeSnapshots([Self.ago(0)])
            #expect(try lab.run(["retention", "plan"]).text.contains("hint: a group of one"))
            try lab.run(["retention", "plan", "fils"], expecting: 2)
        }
    }

    @Test(.tags(.large)) func checks() throws {
        let policy = "keep: {daily: 40}\nrequired_minimum: 3d\npermitted_maximum: 60d\n"
        try ConfiguredLab.with(policy: policy, variables: ["DR_COMPLIANCE__OBJECTIVES": "true"]) { lab in
            let rto = "plans: {files: {objectives: {rpo: 25h, rto: 1h}}}\n"
            try lab.scratch.write(Array(rto.utf8), to: "config/lab.yml")
            let host = try Tool("hostname").run([]).lines.first ?? ""
            _ = try lab.makeSnapshots((0..<5).map(Self.ago), host: host)
            let unknown = try lab.run(["retention", "check"])
            #expect(unknown.lines.contains { $0.hasPrefix("PASS") && $0.contains("retention_minimum") })
            #expect(unknown.lines.contains { $0.hasPrefix("UNKNOWN") && $0.contains("rto") })
            #expect(unknown.lines.last?.hasPrefix("UNKNOWN: ") == true)
            try lab.run(["retention", "check", "--strict"], expecting: 19)

            _ = try lab.makeSnapshots([Self.ago(70)], host: host)
            let failed = try lab.run(["retention", "check", "--json"], expecting: 19)
            #expect(failed.text.contains("\"requirement\":\"retention_maximum\",\"status\":\"FAIL\""))
            #expect(failed.lines.last?.contains("\"verdict\":\"FAIL\"") == true)
            let report = try lab.run(["retention", "check", "--markdown"], expecting: 19)
            #expect(report.lines.first == "# Retention compliance: lab")
            #expect(
                report.text.contains(
                    "| FAIL | Nothing is kept longer than permitted | 60d or less | 1 snapshot is older |"
                )
            )
        }
    }

    @Test(.tags(.large)) func simulates() throws {
        try ConfiguredLab.with(policy: "keep: {daily: 7}\n") { lab in
            _ = try lab.makeSnapshots((0..<3).map(Self.ago))
            let run = try lab.run(["retention", "simulate", "--json"])
            #expect(try JSONLines(run.lines).types.suffix(2) == ["plan", "summary"])
            #expect(run.text.contains("\"backups\":365"))
            let text = try lab.run(["retention", "simulate", "--days", "30"]).text
            #expect(text.contains("retention is not scheduled, so it was applied once a day"))
            try lab.run(["retention", "simulate", "--days", "0"], expecting: 2)
            let other = try lab.run(["retention", "simulate", "--policy", "none"], expecting: 2)
            #expect(other.errors.contains("the policies are: simple"))
        }
    }
}
