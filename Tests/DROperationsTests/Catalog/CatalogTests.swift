import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("The catalog")
struct CatalogTests {
    private func run(_ plan: String, _ kind: RunKind, _ seconds: Int64) -> RunRecord {
        RunRecord(
            uuid: "\(plan)-\(kind)-\(seconds)",
            environment: "production",
            plan: plan,
            kind: kind,
            cause: .schedule,
            started: Timestamp(seconds: seconds, nanoseconds: 7),
            host: "a",
            process: 1,
            boot: "b"
        )
    }

    @Test("keeps what is known of a run", .tags(.medium))
    func keeps() throws {
        try ScratchDirectory.with { scratch in
            var first = run("files", .full, 1_700_000_000)
            first.ended = Timestamp(seconds: 1_700_000_060)
            first.outcome = .incomplete
            first.exitCode = 3
            first.message = "one file"
            first.object = "/a"
            first.bytesStored = 1 << 40
            first.occurrence = Timestamp(seconds: 1_699_999_200)
            let saved = try Catalog(stateDirectory: scratch.path + "/state").save(first)
            let catalog = try Catalog(stateDirectory: scratch.path + "/state")
            let runs = try catalog.runs(environment: "production")
            #expect(runs == [saved])
            #expect(runs.first?.error?.code == .sourcesUnreadable)
            #expect(saved.id == 1)
        }
    }

    @Test("finds the newest run of a plan and kind", .tags(.medium))
    func newest() throws {
        try ScratchDirectory.with { scratch in
            let catalog = try Catalog(stateDirectory: scratch.path)
            for (plan, kind, seconds) in [
                ("a", RunKind.full, 5), ("a", .incremental, 9), ("b", .full, 20), ("a", .full, 2),
            ] {
                _ = try catalog.save(run(plan, kind, Int64(seconds)))
            }
            let last = try catalog.lastRun(environment: "production", plan: "a", kinds: [.full])
            #expect(last?.started.seconds == 5)
            #expect(
                try catalog.lastRun(environment: "production", plan: "a", kinds: [.full], outcomes: [.failed]) == nil
            )
            #expect(try catalog.runs(environment: "staging").isEmpty)
            #expect(try catalog.runs(environment: "production", plan: "a").map(\.started.seconds) == [9, 5, 2])
        }
    }

    @Test("remembers since when a plan is known", .tags(.medium))
    func since() throws {
        try ScratchDirectory.with { scratch in
            let catalog = try Catalog(stateDirectory: scratch.path)
            let first = try catalog.since(environment: "e", plans: ["p"], now: Timestamp(seconds: 10))["p"]
            let second = try catalog.since(environment: "e", plans: ["p"], now: Timestamp(seconds: 99))["p"]
            #expect(first == second)
        }
    }

    @Test("times survive", .tags(.small), arguments: [-1, 0, 1_700_000_000, -62_135_596, 9_000_000_000])
    func times(seconds: Int64) {
        let time = Timestamp(seconds: seconds, nanoseconds: 999_999_999)
        #expect(Timestamp(catalogValue: time.catalogValue) == time)
    }
}
