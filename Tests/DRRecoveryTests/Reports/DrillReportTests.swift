import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Foundation
import Synchronization
import Testing

@Suite("Reports of drills", .tags(.medium))
struct DrillReportTests {
    private func text(_ bench: DrillBench, _ record: DrillRecord, _ format: ReportFormat) throws -> String {
        let path = bench.store.directory(record.id) + "/" + format.fileName
        return String(decoding: try #require(try FileBytes.read(path, limit: 1 << 24)), as: UTF8.self)
    }

    private func json(_ bench: DrillBench, _ record: DrillRecord) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(text(bench, record, .json).utf8))
        return try #require(object as? [String: Any])
    }

    /// What the form of the record promises; whoever adds a member counts `DrillRecord.schema` up.
    private static let members: Set<String> = [
        "schema_version", "id", "scenario", "title", "scenario_sha256", "service", "environment", "mode", "user",
        "host",
        "version", "began", "ended", "status", "status_reason", "resumed", "verdict", "reasons", "rto", "rpo",
        "fault_took_effect", "validated", "restored", "clean", "timeline", "breakdown", "sentinels", "single_writer",
        "steps", "rollback_failures", "communications", "simulated", "findings", "earlier", "comparison",
        "journal_sha256",
    ]

    @Test("every member is always there, whatever became of the drill", arguments: ["good", "refused", "dry run"])
    func members(ending: String) throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let record = try bench.run(mode: ending == "dry run" ? .dryRun : .drill, allowed: ending != "refused")
            let object = try json(bench, record)
            #expect(Set(object.keys) == Self.members)
            #expect(object["schema_version"] as? Int == 2)
            let timeline = try #require(object["timeline"] as? [String: Any])
            let breakdown = try #require(object["breakdown"] as? [String: Any])
            #expect(Set(breakdown.keys) == Set(RecoveryPhase.allCases.map(\.rawValue)))
            #expect(timeline.keys.contains("fault"))
            #expect(DrillRecord.schema == 2)
        }
    }

    @Test("a finding has its owner and its date in every form")
    func findings() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            bench.text = bench.text.replacing("service: app\nobj", with: "service: app\nowner: Team <orders>\nobj")
            let (clock, world) = (bench.clock, bench.world)
            bench.crew = { ScriptedCrew(clock, $0.origin, world, lost: [3]) }
            let record = try bench.run()
            #expect(record.findings.map(\.kind) == [.pointMissed, .holes])
            let written = try #require(try json(bench, record)["findings"] as? [[String: Any]])
            #expect(written.map { $0["owner"] as? String } == ["Team <orders>", "Team <orders>"])
            #expect(written.map { $0["severity"] as? String } == ["high", "critical"])
            for finding in record.findings {
                let day = String(RFC3339.format(finding.due).prefix(10))
                let html = try text(bench, record, .html)
                #expect(html.contains("Team &lt;orders&gt;") && html.contains(day))
                let markdown = try text(bench, record, .markdown)
                #expect(markdown.contains("Team \\<orders\\>") && markdown.contains(day))
                let junit = try text(bench, record, .junit)
                #expect(junit.contains("classname=\"findings\" name=\"\(finding.kind.rawValue)\""))
                #expect(junit.contains("Team &lt;orders&gt;, due \(day)"))
            }
        }
    }

    @Test("a drill that is repeated says how it went before, and its findings keep their date")
    func repeated() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            let good = try bench.run()
            #expect(try comparison(bench, good)["drill"] is NSNull)
            let (clock, world) = (bench.clock, bench.world)
            bench.crew = { ScriptedCrew(clock, $0.origin, world, lost: [5]) }
            bench.text = bench.text.replacing("every: 1s", with: "every: 2s")
            let slow = try bench.run()
            let times = try comparison(bench, slow)
            #expect(times["drill"] as? String == good.id)
            let change = try #require(times["change_seconds"] as? Double)
            let (now, before) = (try #require(slow.recoveryTime), try #require(good.recoveryTime))
            #expect(abs(change - Double(now - before) / 1e9) < 0.002)
            #expect(change > 1)
            for format in [ReportFormat.markdown, .html] {
                let page = try text(bench, slow, format)
                #expect(page.contains(SecondsText.format(before)) && page.contains(SecondsText.format(now)))
                #expect(page.contains(good.id.suffix(20)))
            }
            bench.clock.sleep(86_400_000_000_000, Cancellation())
            let third = try bench.run()
            #expect(third.began > slow.began)
            #expect(third.findings.map(\.since) == slow.findings.map(\.since))
            #expect(third.findings.map(\.due) == slow.findings.map(\.due))
        }
    }

    private func comparison(_ bench: DrillBench, _ record: DrillRecord) throws -> [String: Any] {
        let comparison = try #require(try json(bench, record)["comparison"] as? [String: Any])
        return try #require(comparison["rta"] as? [String: Any])
    }

    @Test("what was simulated, and what can be lost by design, is in every form")
    func honesty() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            var request = try bench.request()
            request.designedLoss = try DesignedLoss(
                Scenario.parse(
                    ConfigurationText(name: "x", bench.text.replacing("designed_loss: 0s", with: "designed_loss: 7m")),
                    name: "x"
                ),
                in: request.environment.configuration,
                zones: TimeZoneDatabase { _ in nil },
                now: Timestamp(seconds: 0)
            )
            let record = try DrillRun.begin(request, bench.drillWorld(), bench.store).run()
            let object = try json(bench, record)
            #expect((object["simulated"] as? [String])?.contains("break (process.kill)") == true)
            let rpo = try #require(object["rpo"] as? [String: Any])
            #expect(rpo["designed_seconds"] as? Double == 420)
            #expect(rpo["achieved_seconds"] as? Double == 0)
            for format in [ReportFormat.markdown, .html] {
                let page = try text(bench, record, format)
                #expect(page.contains("Simulated") && page.contains("Recovery point by design") && page.contains("7m"))
            }
        }
    }

    @Test("a clock that jumps in the middle of a drill does not change what is measured", arguments: [-86_400, 3600])
    func clockJump(seconds: Int64) throws {
        var times: [Int64?] = []
        for isJumping in [false, true] {
            try ScratchDirectory.with { scratch in
                let bench = DrillBench(scratch)
                let clock = bench.clock
                bench.world.state.withLock { state in
                    state.hooks["process.kill"] = { _ in if isJumping { clock.jump(seconds) } }
                }
                let record = try bench.run()
                #expect(record.verdict.overall == .pass, "\(record.verdict.reasons)")
                times += [record.recoveryTime, record.recoveryPoint?.nanoseconds]
                times += record.facts.timeline.breakdown.map(\.nanoseconds)
            }
        }
        #expect(Array(times.prefix(times.count / 2)) == Array(times.suffix(times.count / 2)))
    }
}
