import CLinux
import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("Metrics")
struct MetricsTests {
    private func report(_ workshop: AlertWorkshop) throws -> MetricsReport {
        try MetricsReport(workshop.installation, workshop.catalog, at: workshop.clock.now, version: "1.2.3")
    }

    private func values(_ workshop: AlertWorkshop) throws -> [String: String] {
        try MetricsText(report(workshop).text).values
    }

    private static let job = #"{environment="production",plan="files",kind="incremental"}"#
    private static let plan = #"{environment="production",plan="files"}"#

    @Test("never look well without data", .tags(.medium))
    func noData() throws {
        try AlertWorkshop.with("{}") { workshop in
            let values = try values(workshop)
            #expect(values["dr_job_last_success_timestamp_seconds" + Self.job] == "0")
            #expect(values["dr_backup_last_success_timestamp_seconds" + Self.plan] == "0")
            #expect(values["dr_restore_test_last_success_timestamp_seconds" + Self.plan] == "0")
            #expect(values["dr_job_last_exit_code" + Self.job] == nil)
            #expect(values["dr_objective_rpo_seconds" + Self.plan] == "3600")
            #expect(values["dr_configuration_valid{environment=\"production\"}"] == "1")
            #expect(values["dr_build_info{version=\"1.2.3\"}"] == "1")
        }
    }

    @Test("say what became of runs", .tags(.medium))
    func runs() throws {
        try AlertWorkshop.with("{}") { workshop in
            var good = workshop.run(.incremental, .succeeded)
            good.ended = Timestamp(seconds: good.started.seconds + 42)
            good.bytesProcessed = 1 << 40
            good.bytesStored = 123
            good.problems = 0
            _ = try workshop.catalog.save(good)
            workshop.clock.advance(3600)
            for _ in 0..<2 {
                _ = try workshop.catalog.save(workshop.run(.incremental, .failed, .locked))
                workshop.clock.advance(60)
            }
            _ = try workshop.catalog.save(workshop.run(.incremental, .running))
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            let values = try values(workshop)
            let expected = [
                "dr_job_last_success_timestamp_seconds": "\(good.started.seconds + 42)",
                "dr_job_last_attempt_timestamp_seconds": "\(workshop.clock.now.seconds)",
                "dr_job_last_exit_code": "11",
                "dr_job_last_duration_seconds": "0",
                "dr_job_consecutive_failures": "2",
                "dr_job_running": "1",
                "dr_job_next_run_timestamp_seconds": "1700006400",
            ]
            for (name, value) in expected { #expect(values[name + Self.job] == value, "\(name)") }
            #expect(values["dr_backup_processed_bytes" + Self.plan] == "1099511627776")
            #expect(values["dr_backup_last_success_timestamp_seconds" + Self.plan] == "\(good.started.seconds)")
            #expect(values[#"dr_alerts_open{environment="production",severity="critical"}"#] == "1")
            #expect(values[#"dr_alerts_open{environment="production",severity="emergency"}"#] == "0")
        }
    }

    @Test("are written in one step, for all to read, whenever a run begins or ends", .tags(.medium))
    func textfile() throws {
        try ScratchDirectory.with { scratch in
            let file = scratch.path("dr.prom")
            let workshop = try AlertWorkshop("metrics: {textfile: \(file)}\n", in: scratch)
            let listener = MetricsListener(workshop.context)
            let run = try workshop.catalog.save(workshop.run(.incremental, .running))
            try listener.began(run)
            let first = String(decoding: try scratch.read("dr.prom"), as: UTF8.self)
            #expect(try MetricsText(first).values["dr_job_running" + Self.job] == "1")
            var status = stat()
            #expect(stat(file, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o644)
            #expect(try scratch.names().filter { $0.hasPrefix("dr.prom") } == ["dr.prom"])
            #expect(first.hasSuffix("\n"))

            var ended = run
            ended.outcome = .failed
            ended.ended = workshop.clock.now
            ended.exitCode = 13
            try listener.ended(try workshop.catalog.save(ended))
            let second = try MetricsText(String(decoding: try scratch.read("dr.prom"), as: UTF8.self)).values
            #expect(second["dr_job_running" + Self.job] == "0")
            #expect(second["dr_job_last_exit_code" + Self.job] == "13")
        }
    }

    @Test("have no sample but one for a configuration that cannot be used", .tags(.small))
    func invalid() throws {
        let report = MetricsReport(
            invalidConfigurationOf: "a \"b\"\\\n",
            at: Timestamp(seconds: 5),
            version: "1"
        )
        let values = try MetricsText(report.text).values
        #expect(values[#"dr_configuration_valid{environment="a \"b\"\\\n"}"#] == "0")
        #expect(values.count == 3)
    }

    @Test(
        "pass the check of Prometheus' own tool",
        .tags(.large),
        .enabled(if: Tool.isInstalled("promtool"), "promtool is not installed")
    )
    func promtool() throws {
        try AlertWorkshop.with("{}") { workshop in
            _ = try workshop.catalog.save(workshop.run(.incremental, .succeeded))
            let text = try report(workshop).text
            let run = try Tool("promtool").run(["check", "metrics"], input: Array(text.utf8))
            #expect(run.status == 0, "\(run.text)\(run.errors)")
        }
    }
}
