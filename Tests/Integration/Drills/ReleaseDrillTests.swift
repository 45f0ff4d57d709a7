import CLinux
import DRCore
import DRTestSupport
import Testing

@Suite(
    "Drills with a real service",
    .tags(.large),
    .enabled(if: Tool.isInstalled("haproxy") && Tool.isInstalled("python3"), "needs haproxy and python3")
)
struct ReleaseDrillTests {
    /// The shipped scenario, with a shorter time of being well.
    private func scenarios(_ site: DrillSite) throws -> String {
        let folder = site.scratch.path("scenarios")
        try FileTreeMaker.make(folder)
        let shipped = ScratchDirectory(existing: DrillSite.scenarios)
        let text = String(decoding: try shipped.read("application-failure.yml"), as: UTF8.self)
        try site.scratch.write(
            Array(text.replacing("stability: 10s", with: "stability: 1s").utf8),
            to: "scenarios/application-failure.yml"
        )
        return folder
    }

    @Test("the shipped scenario of a broken release passes, and leaves everything as it was", arguments: [false, true])
    func applicationFailure(isEncrypted: Bool) throws {
        try ScratchDirectory.with { scratch in
            let site = try DrillSite(scratch, isEncrypted: isEncrypted)
            try site.awaitEntry()
            _ = try scenarios(site)
            let dr = try site.dr()
            let run = try dr.run(["drill", "start", "application-failure", "--json"])
            #expect(run.status == 0, "\(run.errors)")
            let drill = try JSONObjects.lines(run, "drill").first
            #expect(drill?["verdict"] as? String == "PASS")
            #expect(drill?["rto"] as? String == "MET")
            #expect(drill?["rpo"] as? String == "MET")
            let link = try Tool("readlink").run([scratch.path("app/releases/current")])
            #expect(link.lines == ["good"])

            let report = try dr.run(["drill", "report", "--format", "json"])
            let record = try JSONObjects.parse(report.text)
            let sentinels = try #require((record["sentinels"] as? [[String: Any]])?.first)
            #expect((sentinels["acknowledged"] as? Int ?? 0) > 20)
            #expect(sentinels["lost"] as? Int == 0)
            #expect(((record["rto"] as? [String: Any])?["achieved_seconds"] as? Double ?? 0) > 0)
            for format in ["markdown", "html", "junit"] {
                let text = try dr.run(["drill", "report", "--format", format]).text
                #expect(text.contains("application-failure"))
            }
            let list = try dr.run(["drill", "list"])
            #expect(list.text.contains("PASS"))
            #expect(try dr.run(["drill", "show"]).status == 0)
        }
    }

    @Test("a dry run changes nothing: every file is the same afterwards")
    func dryRun() throws {
        try ScratchDirectory.with { scratch in
            let site = try DrillSite(scratch)
            try site.awaitEntry()
            _ = try scenarios(site)
            let list = [
                "-c",
                "cd '\(scratch.path)' && find app haproxy.cfg *.yml scenarios -printf '%p %T@ %l\\n' "
                    + "-type f -exec sha256sum {} + | sort",
            ]
            let before = try Tool("sh").run(list).text
            let run = try site.dr().run(["drill", "start", "application-failure", "--dry-run", "--json"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.text.contains("NOT_MEASURED"))
            #expect(try Tool("sh").run(list).text == before)
        }
    }

    @Test("what is not marked is refused with code 18")
    func unmarked() throws {
        try ScratchDirectory.with { scratch in
            let site = try DrillSite(scratch)
            _ = try scenarios(site)
            let layer = "services: {orders-releases: {drill_allowed: false}}\n"
            try scratch.write(Array(layer.utf8), to: "lab.yml")
            try site.awaitEntry()
            let run = try site.dr().run(["drill", "start", "application-failure"])
            #expect(run.status == 18, "\(run.errors)")
            #expect(run.text.contains("drill_allowed") || run.errors.contains("drill_allowed"))
        }
    }
}
