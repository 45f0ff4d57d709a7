import DRCore
import DRTestSupport
import Testing

@Suite(
    "Findings and the calendar of drills",
    .tags(.large),
    .enabled(if: Tool.isInstalled("python3"), "needs python3"),
    .hangLimit
)
struct FindingTests {
    @Test("a finding has an owner, is closed with a reason that the audit log keeps, found again and mended")
    func life() throws {
        try ScratchDirectory.with { scratch in
            let late = NegativeControlTests.scenario.replacing("rto: 1m,", with: "rto: 1s,").replacing(
                "every: 30ms",
                with: "every: 1s"
            )
            let site = try ProcessSite(scratch, scenario: late)
            defer { site.end() }
            try scratch.write(
                Array("timezone: UTC\ndrills: {owner: platform team, due_within: {high: 2h}}\n".utf8),
                to: "lab.yml"
            )
            let dr = try site.dr()
            let missed = try dr.run(["drill", "start", "dies"])
            #expect(missed.status == 19, "\(missed.errors)")
            #expect(missed.text.contains("finding  high: RTO: ") && missed.text.contains("(platform team, due "))
            let list = try dr.run(["drill", "findings"])
            #expect(list.status == 0)
            #expect(list.text.contains("rto-missed") && list.text.contains("owner: platform team"))
            #expect(list.text.contains("1 open, 0 of them overdue"))
            let quarter = try dr.run(["report", "--json"])
            #expect(quarter.text.contains("\"open_findings\":1") && quarter.text.contains("platform team"))

            #expect(try dr.run(["drill", "findings", "close", "latest/rto-missed"]).status == 2)
            #expect(try dr.run(["drill", "findings", "close", "latest/holes", "--reason", "x"]).status == 2)
            let closing = ["drill", "findings", "close", "latest/rto-missed", "--reason", "accepted until the move"]
            let closed = try dr.run(closing)
            #expect(closed.status == 0, "\(closed.errors)")
            #expect(try dr.run(closing).status == 2)
            let audit = try dr.run(["audit", "show", "--json"])
            #expect(audit.text.contains("finding.close") && audit.text.contains("accepted until the move"))
            #expect(try dr.run(["drill", "findings"]).text.contains("0 open"))
            let page = try dr.run(["report", "--format", "html"])
            #expect(page.text.contains("accepted until the move"))

            #expect(try dr.run(["drill", "start", "dies", "--quiet"]).status == 19)
            #expect(try dr.run(["drill", "findings"]).text.contains("1 open"))
            try scratch.write(Array(NegativeControlTests.scenario.utf8), to: "scenarios/dies.yml")
            #expect(try dr.run(["drill", "start", "dies", "--quiet"]).status == 0)
            #expect(try dr.run(["drill", "findings"]).text.contains("0 open"))
            let all = try dr.run(["drill", "findings", "list", "--all", "--json"])
            #expect(try JSONObjects.lines(all, "finding").map { $0["state"] as? String } == ["closed", "mended"])
        }
    }

    @Test("the scheduler tells of overdue drills, the status shows them, and both end when the drill ran")
    func calendar() throws {
        try ScratchDirectory.with { scratch in
            let site = try ProcessSite(scratch, scenario: NegativeControlTests.scenario)
            defer { site.end() }
            let dr = try site.dr()
            let made = try dr.run([
                "init", "--repo", scratch.path("repository"), "--password-file", scratch.path("key"),
            ])
            #expect(made.status == 0, "\(made.errors)")
            let due = try dr.run(["schedule", "due", "--quiet"])
            #expect(due.status == 0, "\(due.errors)")
            let alert = "the dry run and the full test of dies are overdue"
            #expect(try dr.run(["alerts", "list"]).text.contains(alert))
            let status = try dr.run(["status"]).text
            #expect(status.contains("the full test of dies is overdue"))
            #expect(try dr.run(["drill", "calendar"]).status == 19)

            #expect(try dr.run(["drill", "start", "dies", "--dry-run", "--quiet"]).status == 0)
            _ = try dr.run(["schedule", "due", "--quiet"])
            #expect(try dr.run(["alerts", "list"]).text.contains("the full test of dies is overdue"))
            #expect(try dr.run(["drill", "start", "dies", "--quiet"]).status == 0)
            _ = try dr.run(["schedule", "due", "--quiet"])
            let alerts = try dr.run(["alerts", "list"]).text
            #expect(alerts.hasPrefix("0 open"), "\(alerts)")
            #expect(try !dr.run(["status"]).text.contains("overdue"))
            #expect(try dr.run(["drill", "calendar"]).status == 0)
        }
    }

    @Test("a report is printed as PDF by Chromium, and where there is none that is said")
    func pdf() throws {
        try ScratchDirectory.with { scratch in
            let site = try ProcessSite(scratch, scenario: NegativeControlTests.scenario)
            defer { site.end() }
            #expect(try site.dr().run(["drill", "start", "dies", "--dry-run", "--quiet"]).status == 0)
            var bare = try site.dr()
            bare.environment["PATH"] = "/nonexistent"
            let refused = try bare.run(["drill", "report", "--pdf"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("Chromium, which is not installed"))
            #expect(refused.output.isEmpty)
            let quarter = try bare.run(["report", "--pdf"])
            #expect(quarter.status == 1)
            #expect(quarter.errors.contains("Chromium, which is not installed"))
            guard Tool.isInstalled("chromium") else { return }
            let printed = try site.dr().run(["drill", "report", "--pdf"])
            #expect(printed.status == 0, "\(printed.errors)")
            #expect(printed.output.starts(with: Array("%PDF-".utf8)))
            let id = try #require(try scratch.names(in: "state/drills").first { $0.hasPrefix("dies-") })
            let sum = try site.dr().run(["report", "--quarter", "2026Q1", "--pdf"])
            #expect(sum.output.starts(with: Array("%PDF-".utf8)), "\(sum.errors)")
            for folder in ["state/drills", "state/drills/\(id)"] {
                #expect(try scratch.names(in: folder).allSatisfy { !$0.hasPrefix(".") })
            }
        }
    }
}
