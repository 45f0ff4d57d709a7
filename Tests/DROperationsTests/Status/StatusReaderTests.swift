import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import GRDB
import Testing

@Suite("Reading the status")
struct StatusReaderTests {
    @Test("finds the newest runs among ten thousand", .tags(.medium))
    func newest() throws {
        try StatusBench.with { bench in
            try bench.catalog.write { database in
                for hour in Int64(1)...10_000 {
                    var run = RunRecord(
                        uuid: "old-\(hour)",
                        environment: "test",
                        plan: hour % 2 == 0 ? "files" : "other",
                        kind: hour % 24 < 2 ? .full : .incremental,
                        cause: .schedule,
                        started: Timestamp(seconds: StatusBench.noon.seconds - hour * 3600),
                        host: "a",
                        process: 1,
                        boot: "b"
                    )
                    run.outcome = hour > 3 ? .succeeded : .failed
                    run.occurrence = run.started
                    try run.insert(database)
                }
            }
            try bench.add("files", .incremental, before: 1800, .failed) { $0.message = "no space left" }
            let status = try bench.status()
            let files = try #require(status.plans.first { $0.facts.name == "files" })
            #expect(files.age == 14_400)
            #expect(files.facts.failures == 2)
            #expect(files.facts.lastEnded?.message == "no space left")
            let other = try #require(status.plans.first { $0.facts.name == "other" })
            #expect(other.age == 18_000)
            #expect(other.facts.failures == 2)
        }
    }

    @Test("never walks all runs", .tags(.medium))
    func indexed() throws {
        try StatusBench.with { bench in
            try bench.add("files", .full, before: 60)
            let log = QueryLog()
            try bench.catalog.read { database in
                database.trace { log.add($0.expandedDescription) }
                _ = try StatusReader(bench.installation).status(database)
                database.trace(options: [])
            }
            let queries = log.queries.filter { $0.hasPrefix("SELECT") }
            #expect(queries.count > 10)
            try bench.catalog.read { database in
                for query in queries {
                    let steps = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query)
                        .map { $0["detail"] as String }
                    let walksRuns = steps.contains { $0.hasPrefix("SCAN run") }
                    let sortsRuns =
                        query.contains("FROM run") && steps.contains { $0.contains("TEMP B-TREE FOR ORDER") }
                    #expect(!walksRuns, "\(query): \(steps)")
                    #expect(!sortsRuns, "\(query): \(steps)")
                }
            }
        }
    }

    @Test("takes tests of restores, samples and alerts", .tags(.medium))
    func everything() throws {
        try StatusBench.with { bench in
            let noon = StatusBench.noon.catalogValue
            let day: Int64 = 86_400_000_000_000
            try bench.add("files", .incremental, before: 600) { $0.bytesProcessed = 10 << 30 }
            try bench.add("other", .full, before: 3600)
            try bench.add("files", .verify, before: 7200)
            let test = "INSERT INTO restore_test VALUES (?, 'test', 'files', ?, ?, 's', 9, ?, 0, ?, ?)"
            try bench.execute(test, ["a", noon - day, "sample", 100 << 20, 1.0, 10 << 30])
            try bench.execute(test, ["b", noon - 2 * day, "whole", 5 << 30, 60.0, 5 << 30])
            let sample = "INSERT INTO repository_sample VALUES ('test', 'primary', ?, ?, ?, 0, NULL, NULL)"
            try bench.execute(sample, [noon - 40 * day, 1, 1000])
            try bench.execute(sample, [noon - 35 * day, 2, 2000])
            try bench.execute(sample, [noon, 5, 37_000])
            let alert = """
                INSERT INTO alert (environment, topic, severity, message, opened, seen, resolved)
                VALUES ('test', ?, ?, ?, 0, 0, ?)
                """
            try bench.execute(alert, ["a", "warning", "open", nil])
            try bench.execute(alert, ["b", "emergency", "resolved", 5])
            let status = try bench.status()
            let files = try #require(status.plans.first)
            #expect(files.restoreTime?.seconds == 120)
            #expect(files.restoreTime?.isMeasured == true)
            #expect(files.facts.restoreTest?.speed == Double(100 << 20))
            let repository = try #require(status.repositories.first)
            #expect(repository.facts.sample?.snapshots == 5)
            #expect(repository.growth == 1000)
            #expect(repository.facts.lastGoodVerify != nil)
            #expect(status.alerts.map(\.message) == ["open"])
            #expect(status.verdict == .warning)
        }
    }

    @Test("knows nothing, and makes nothing, where there is no catalog", .tags(.medium))
    func nothing() throws {
        try StatusBench.with(hasCatalog: false) { bench in
            let status = try bench.status()
            #expect(status.verdict == .unknown)
            #expect(status.plans.map(\.verdict) == [.unknown, .unknown])
            #expect(!FileBytes.isDirectory(bench.installation.stateDirectory))
        }
    }
}
