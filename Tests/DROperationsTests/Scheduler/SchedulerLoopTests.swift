import CLinux
import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Synchronization
import Testing

@Suite("The scheduler at work", .tags(.medium))
struct SchedulerLoopTests {
    @Test("runs through a day, an outage and a jump of the clock")
    func day() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(
                ["a": "incremental: every 6h, full: daily at 02:00"],
                from: "05-04T01:00",
                scratch
            )
            bench.clock.after(20 * 3600) { $0.jump(-3600) }
            bench.clock.after(26 * 3600) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(bench.setting(), bench.requests).run()
            #expect(
                bench.texts == [
                    "a full 02:00", "a incremental 06:00", "a incremental 12:00", "a incremental 18:00",
                    "a incremental 00:00",
                ]
            )
            #expect(bench.log.contains { $0.hasPrefix("<4>the clock was set back by 3600 s") })
        }
    }

    @Test("a new scheduler makes up once for what the one before did not run")
    func restart() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            bench.clock.after(3700) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(bench.setting(), bench.requests).run()
            bench.clock.advance(5 * 3600)
            bench.clock.after(60) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(bench.setting(), bench.requests).run()
            #expect(bench.texts == ["a incremental 01:00", "a incremental 02:00", "a incremental 07:01"])
            #expect(bench.ran.last?.job.missed == 4)
        }
    }

    @Test("no more runs at once than the guardrails allow, and a place stays free for backups", arguments: [1, 2, 3])
    func limits(limit: Int) throws {
        try ScratchDirectory.with { scratch in
            let names = ["a", "b", "c", "d", "e"]
            let plans = Dictionary(uniqueKeysWithValues: names.map { ($0, "incremental: hourly, verify: hourly") })
            let bench = try LoopBench(
                plans,
                from: "05-04T00:59",
                scratch,
                extra: "guardrails: {concurrent_operations: \(limit)}"
            )
            bench.clock.after(600) { [bench] _ in bench.requests.stop() }
            let verifies = Mutex(0)
            let most = Mutex(0)
            let setting = bench.setting { job, _ in
                if job.kind == .verify {
                    let count = verifies.withLock { count in
                        count += 1
                        return count
                    }
                    most.withLock { $0 = max($0, count) }
                }
                usleep(20_000)
                if job.kind == .verify { verifies.withLock { $0 -= 1 } }
                return .succeeded
            }
            try SchedulerLoop(setting, bench.requests).run()
            #expect(bench.ran.count == 10)
            #expect(bench.mostAtOnce <= limit)
            // All plans share a repository, so its maintenance goes one by one.
            #expect(most.withLock(\.self) == 1)
        }
    }

    @Test("a stop cancels what runs and waits for it")
    func stop() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "full: hourly"], from: "05-04T00:59", scratch)
            let setting = bench.setting { [bench] _, cancellation in
                bench.requests.stop()
                while true {
                    try cancellation.check()
                    usleep(1000)
                }
            }
            try SchedulerLoop(setting, bench.requests).run()
            #expect(bench.ran.map(\.outcome) == [.interrupted])
        }
    }

    @Test("a run that does not heed the stop is named when the bound is over")
    func stopBound() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "full: hourly"], from: "05-04T00:59", scratch)
            let release = Cancellation()
            var setting = bench.setting { [bench] _, _ in
                bench.requests.stop()
                while !release.isCancelled { usleep(1000) }
                return .succeeded
            }
            setting.stopBound = 5
            // The clock goes on although a run is at work.
            bench.clock.setBusy { false }
            let error = #expect(throws: DRError.self) { try SchedulerLoop(setting, bench.requests).run() }
            #expect(error?.object == "a full")
            release.cancel(.terminated)
            while bench.ran.isEmpty { usleep(1000) }
        }
    }

    @Test("a good configuration is taken, a bad one is not")
    func reload() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "incremental: every 6h"], from: "05-04T00:59", scratch)
            var setting = bench.setting()
            let text = Mutex("incremental: neverly")
            setting.reload = { [bench] in
                try TestInstallation.make(["a": text.withLock(\.self)], state: scratch.path, clock: bench.clock)
            }
            bench.clock.after(3600) { [bench] _ in bench.requests.reload() }
            bench.clock.after(7200) { [bench] _ in
                text.withLock { $0 = "incremental: hourly" }
                bench.requests.reload()
            }
            bench.clock.after(4 * 3600) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(setting, bench.requests).run()
            #expect(bench.texts == ["a incremental 02:59", "a incremental 03:00", "a incremental 04:00"])
            let refusal = bench.log.first { $0.hasPrefix("<3>") }
            #expect(refusal?.contains("the one before stays in force") == true)
            #expect(bench.log.contains { $0.hasPrefix("<3>base.yml:") && $0.contains("neverly") }, "\(bench.log)")
        }
    }

    @Test("a catalog that cannot be written does not make a run start again and again")
    func brokenCatalog() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            let count = Mutex(0)
            var setting = bench.setting()
            setting.perform = { job, installation, _ in
                count.withLock { $0 += 1 }
                var record = RunRecord(job, installation)
                record.outcome = .succeeded
                return record
            }
            bench.clock.after(1800) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(setting, bench.requests).run()
            let tries = count.withLock(\.self)
            #expect((1...5).contains(tries))
        }
    }

    @Test("one that ends when nothing is due runs what is due, failures once, and ends")
    func due() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(
                ["a": "incremental: hourly, verify: hourly", "b": "full: hourly"],
                from: "05-04T00:59",
                scratch
            )
            var setting = bench.setting { job, _ in
                guard job.plan == "a" else { throw DRError(.locked, "locked") }
                return .succeeded
            }
            setting.cause = .cron
            setting.endsWhenIdle = true
            let first = try SchedulerLoop(setting, bench.requests)
            try first.run()
            #expect(first.records.isEmpty)
            bench.clock.advance(60)
            let second = try SchedulerLoop(setting, bench.requests)
            try second.run()
            #expect(second.records.map(\.plan).sorted() == ["a", "a", "b"])
            #expect(second.records.allSatisfy { $0.cause == .cron })
            #expect(second.records.filter { !$0.outcome.isUsable }.map(\.plan) == ["b"])
        }
    }

    @Test("what is asked for is reported")
    func report() throws {
        try ScratchDirectory.with { scratch in
            let bench = try LoopBench(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            bench.clock.after(150) { [bench] _ in bench.requests.report() }
            bench.clock.after(180) { [bench] _ in bench.requests.stop() }
            let setting = bench.setting { _, _ in throw DRError(.locked, "locked by another") }
            try SchedulerLoop(setting, bench.requests).run()
            #expect(bench.log.contains { $0.contains("1 plans, 0 running") })
            #expect(bench.log.contains { $0.contains("try 3 at 2026-05-04T01:03:00Z: a incremental") })
            #expect(bench.log.contains { $0.hasPrefix("<3>a incremental failed") && $0.contains("locked by another") })
        }
    }
}
