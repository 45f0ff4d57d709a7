import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("The last valid configuration")
struct LastGoodConfigurationTests {
    private func report(_ bench: RunnerBench, environment: String? = "test", _ plans: [String] = ["files", "stream"])
        -> [RunRecord]
    {
        BrokenConfiguration.report(
            DRError(.configurationInvalid, "2 problems", details: ["base.yml:1:1: one", "base.yml:2:1: two"]),
            folder: ConfigurationFolder(bench.scratch.path),
            environment: environment,
            variables: [:],
            note: { [notes = bench.notes] in notes.add($0) },
            jobs: { _, _ in plans.map { Job(plan: $0, kind: .incremental, cause: .cron) } }
        )
    }

    @Test("tells of runs that a broken one kept from beginning", .tags(.medium), arguments: ["test", nil])
    func tells(environment: String?) throws {
        try RunnerBench.with { bench in
            try LastGoodConfiguration.keep(bench.installation)
            let text = String(decoding: try bench.scratch.read("base.yml"), as: UTF8.self)
            try bench.scratch.write(Array((text + "\nplanss: {}\n  x: [").utf8), to: "base.yml")
            let runs = report(bench, environment: environment)
            #expect(runs.map(\.plan) == ["files", "stream"])
            let isRight = runs.allSatisfy { $0.outcome == .failed && $0.exitCode == 13 && $0.cause == .cron }
            #expect(isRight)
            #expect(runs.first?.message == "2 problems: base.yml:1:1: one and 1 more")
            let count = try bench.catalog.runs(environment: "test").count
            #expect(count == 2)
            let alerts = try bench.catalog.openAlerts(environment: "test").map(\.finding.topic)
            #expect(alerts.contains(.configuration))
        }
    }

    @Test("survives being kept", .tags(.medium))
    func survives() throws {
        try RunnerBench.with { bench in
            try LastGoodConfiguration.keep(bench.installation)
            let known = try LastGoodConfiguration.find(
                ConfigurationFolder(bench.scratch.path),
                environment: "test",
                variables: [:]
            )
            #expect(known?.configuration == bench.installation.configuration)
            #expect(known?.effective.policies == bench.installation.effective.policies)
        }
    }

    @Test("is not made up", .tags(.medium))
    func unknown() throws {
        try RunnerBench.with { bench in
            #expect(report(bench).isEmpty)
            let isNoted = bench.notes.all.contains { $0.hasPrefix("no valid configuration is known") }
            #expect(isNoted)
        }
    }
}
