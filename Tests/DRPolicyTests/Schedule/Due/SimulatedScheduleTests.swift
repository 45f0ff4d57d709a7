import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("A scheduler over weeks", .tags(.medium))
struct SimulatedScheduleTests {
    /// Wakes when the last decision says so, or each minute, and starts what is due.
    private func simulate(
        _ calendar: RunCalendar,
        from start: Timestamp,
        to end: Timestamp,
        steps: Int64?
    ) -> [PastRun] {
        var runs: [PastRun] = []
        var last: [RunKind: PastRun] = [:]
        var now = start
        while now < end {
            let decision = calendar.decision(at: now, after: last.values.map(\.self))
            for run in decision.runs {
                last[run.kind] = PastRun(kind: run.kind, occurrence: run.occurrence, started: now)
            }
            runs += decision.runs.map { PastRun(kind: $0.kind, occurrence: $0.occurrence, started: now) }
            now = steps.map { Timestamp(seconds: now.seconds + $0) } ?? decision.next ?? end
        }
        return runs
    }

    @Test(
        "starts what is planned, nothing else, through the turns of the clock",
        arguments: ["Europe-Berlin-2026", "Australia-Lord_Howe-2026", "America-St_Johns-2006", "Pacific-Apia-2011"]
    )
    func asPlanned(name: String) throws {
        let golden = try GoldenCalendar(named: name)
        let texts: [[RunKind: String]] = [
            [
                .incremental: "hourly", .full: "daily at 02:00", .verify: "daily at 02:30",
                .prune: "weekly on sun at 02:00",
            ],
            [.incremental: "every 20m", .full: "weekly on sat at 02:10", .retention: "0 1 * * *"],
            [.incremental: "hourly at :15", .full: "0 */6 * * *", .restoreTest: "monthly on last at 03:00"],
        ]
        for (text, delay) in zip(texts, [0, 600, 300] as [Int64]) {
            let rules = try text.mapValues { try CalendarRule(parsing: $0) }
            let days = golden.offsets.map { $0.seconds / 86_400 }.filter {
                (golden.start.seconds..<golden.end.seconds).contains($0 * 86_400)
            }
            for day in Set(days) {
                let start = Timestamp(seconds: (day - 3) * 86_400)
                let end = Timestamp(seconds: start.seconds + 8 * 86_400)
                let since = Timestamp(seconds: start.seconds - 1)
                let calendar = RunCalendar(rules: rules, zone: golden.zone, delay: delay, since: since)
                let planned = calendar.plannedRuns(from: start, to: Timestamp(seconds: end.seconds - delay))
                let expected = planned.map { PastRun(kind: $0.kind, occurrence: $0.occurrence, started: $0.due) }
                #expect(simulate(calendar, from: start, to: end, steps: nil) == expected)
                #expect(simulate(calendar, from: start, to: end, steps: 60) == expected)
            }
        }
    }

    @Test("no occurrence runs twice and none is lost, with outages and a clock that jumps")
    func unruly() throws {
        var generator = SeededGenerator.announced()
        let golden = try GoldenCalendar(named: "Europe-Berlin-2026")
        let rules = try [RunKind.incremental: "hourly", .full: "daily at 02:00", .verify: "daily at 05:00"].mapValues {
            try CalendarRule(parsing: $0)
        }
        for _ in 0..<8 {
            let start = Timestamp(seconds: 1_774_300_000 + Int64.random(in: 0...20_000_000, using: &generator))
            let calendar = RunCalendar(rules: rules, zone: golden.zone, delay: 90, since: start)
            var runs: [PastRun] = []
            var now = start
            for _ in 0..<400 {
                let decision = calendar.decision(at: now, after: runs)
                runs += decision.runs.map { PastRun(kind: $0.kind, occurrence: $0.occurrence, started: now) }
                #expect(calendar.decision(at: now, after: runs).runs.isEmpty)
                #expect(Set(decision.runs.map(\.kind)).count == decision.runs.count)
                #expect(decision.next.map { $0 > now } ?? false)
                now.seconds += [600, 1800, 7200, 300_000, -5400, -40_000].randomElement(using: &generator) ?? 0
            }
            #expect(Set(runs.map { "\($0.kind) \($0.occurrence.seconds)" }).count == runs.count)

            // Once the clock has passed all that was, each kind is served up to the last occurrence.
            now = Timestamp(seconds: (runs.map(\.started.seconds).max() ?? now.seconds) + 172_800)
            runs += calendar.decision(at: now, after: runs).runs.map {
                PastRun(kind: $0.kind, occurrence: $0.occurrence, started: now)
            }
            let reached = Timestamp(seconds: now.seconds - 90)
            for kind in [RunKind.full, .verify] {
                let last = rules[kind]?.previous(atOrBefore: reached, zone: golden.zone)
                #expect(runs.contains { $0.kind == kind && $0.occurrence == last })
            }
        }
    }

    @Test(
        "the longest time between backups",
        arguments: [
            ([.incremental: "hourly", .full: "daily at 02:00"], 3600),
            ([.incremental: "hourly at :15", .full: "daily at 02:00"], 4500),
            ([.incremental: "hourly", .full: "daily at 02:30"], 3600),
            ([.incremental: "every 15m", .full: "daily at 02:00"], 900),
            ([.full: "daily at 02:30"], 90_000),
            ([.full: "daily at 12:00"], 90_000),
            ([.incremental: "0 0-22 * * *"], 7200),
            ([.full: "weekly on sun at 12:00"], 7 * 86_400 + 3600),
            ([.full: "daily at 02:00", .verify: "hourly"], 90_000),
        ] as [([RunKind: String], Int64)]
    )
    func longestGap(rules: [RunKind: String], expected: Int64) throws {
        let golden = try GoldenCalendar(named: "Europe-Berlin-2026")
        let calendar = RunCalendar(
            rules: try rules.mapValues { try CalendarRule(parsing: $0) },
            zone: golden.zone,
            since: golden.start
        )
        #expect(calendar.longestBackupGap(from: golden.start, to: golden.end)?.seconds == expected)
    }

    @Test("a range that holds no backup has the gap around it")
    func gapAroundRange() throws {
        let rules = [RunKind.full: try CalendarRule(parsing: "weekly on sun at 12:00")]
        let calendar = RunCalendar(rules: rules, zone: .utc, since: Timestamp(seconds: 0))
        // 2026-05-06 is a Wednesday.
        let wednesday = try #require(RFC3339.parse("2026-05-06T00:00:00Z"))
        let gap = try #require(
            calendar.longestBackupGap(from: wednesday, to: Timestamp(seconds: wednesday.seconds + 60))
        )
        #expect(RFC3339.format(gap.start) == "2026-05-03T12:00:00Z")
        #expect(RFC3339.format(gap.end) == "2026-05-10T12:00:00Z")
        let none = RunCalendar(rules: [:], zone: .utc, since: Timestamp(seconds: 0))
        #expect(none.longestBackupGap(from: wednesday, to: wednesday) == nil)
    }
}
