import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("What is due", .tags(.small))
struct DueDecisionTests {
    static func time(_ text: String) throws -> Timestamp {
        try #require(RFC3339.parse("2026-" + text + ":00Z"))
    }

    static func calendar(
        _ rules: [RunKind: String],
        delay: Int64 = 0,
        since: String = "01-01T00:00",
        zone: TimeZoneRules = .utc
    ) throws -> RunCalendar {
        let rules = try rules.mapValues { try CalendarRule(parsing: $0) }
        return RunCalendar(rules: rules, zone: zone, delay: delay, since: try time(since))
    }

    /// A run such as `incremental 05-04T09:00`, or with the time of its start after that.
    static func run(_ text: String) throws -> PastRun {
        let parts = text.split(separator: " ").map(String.init)
        let kind = try #require(RunKind(rawValue: parts[0]))
        return PastRun(kind: kind, occurrence: try time(parts[1]), started: try time(parts.last ?? ""))
    }

    static func text(_ run: DueRun) -> String {
        let time = RFC3339.format(run.occurrence).dropFirst(5).prefix(11)
        return "\(run.kind.rawValue) \(time)" + (run.missed > 0 ? " missed \(run.missed)" : "")
            + (run.replacesIncremental ? " for both" : "")
    }

    static let backups: [RunKind: String] = [.incremental: "hourly", .full: "daily at 02:00"]

    @Test(
        "decisions",
        arguments: [
            // On time, and once.
            (backups, ["incremental 05-04T08:00", "full 05-04T02:00"], "05-04T08:59", [], "05-04T09:00"),
            (
                backups, ["incremental 05-04T08:00", "full 05-04T02:00"], "05-04T09:00", ["incremental 05-04T09:00"],
                "05-04T10:00"
            ),
            (backups, ["incremental 05-04T09:00", "full 05-04T02:00"], "05-04T09:00", [], "05-04T10:00"),
            (backups, ["incremental 05-04T09:00", "full 05-04T02:00"], "05-04T09:59", [], "05-04T10:00"),
            // After a time off, one run for all.
            (
                backups, ["incremental 05-04T03:00", "full 05-04T02:00"], "05-04T09:30",
                ["incremental 05-04T09:00 missed 5"], "05-04T10:00"
            ),
            (
                backups, ["incremental 05-01T03:00", "full 05-01T02:00"], "05-04T09:30",
                ["full 05-04T02:00 missed 2 for both"], "05-04T10:00"
            ),
            // The full backup that made up for all serves what was due before its start.
            (backups, ["incremental 05-01T03:00", "full 05-04T02:00 05-04T09:30"], "05-04T09:59", [], "05-04T10:00"),
            (
                backups, ["incremental 05-01T03:00", "full 05-04T02:00 05-04T09:30"], "05-04T10:00",
                ["incremental 05-04T10:00"], "05-04T11:00"
            ),
            // A full backup replaces the incremental of its hour.
            (
                backups, ["incremental 05-04T01:00", "full 05-03T02:00"], "05-04T02:00", ["full 05-04T02:00 for both"],
                "05-04T03:00"
            ),
            (backups, ["incremental 05-04T01:00", "full 05-04T02:00"], "05-04T02:30", [], "05-04T03:00"),
            (
                [.incremental: "hourly at :15", .full: "daily at 02:00"],
                ["incremental 05-04T01:15", "full 05-04T02:00"], "05-04T02:20", [], "05-04T03:15"
            ),
            (
                [.incremental: "hourly", .full: "daily at 02:30"],
                ["incremental 05-04T01:00", "full 05-03T02:30"], "05-04T02:00", ["incremental 05-04T02:00"],
                "05-04T02:30"
            ),
            // But only one of them.
            (
                [.incremental: "every 15m", .full: "daily at 02:00"],
                ["incremental 05-04T01:45", "full 05-04T02:00"], "05-04T02:10", [], "05-04T02:15"
            ),
            (
                [.incremental: "every 15m", .full: "daily at 02:00"],
                ["incremental 05-04T01:45", "full 05-04T02:00"], "05-04T02:15", ["incremental 05-04T02:15"],
                "05-04T02:30"
            ),
            // A new plan waits for its first occurrence.
            ([.incremental: "weekly on mon at 05:00"], [], "01-01T00:00", [], "01-05T05:00"),
            ([.incremental: "weekly on mon at 05:00"], [], "01-05T05:00", ["incremental 01-05T05:00"], "01-12T05:00"),
            // Other kinds are on their own, backups first.
            (
                [
                    .prune: "weekly on mon at 05:00", .verify: "daily at 05:00", .full: "daily at 05:00",
                    .restoreTest: "monthly on 1",
                ],
                ["prune 05-03T00:00", "verify 05-03T05:00", "full 05-03T05:00", "restore_test 05-01T00:00"],
                "05-04T05:00",
                ["full 05-04T05:00", "verify 05-04T05:00", "prune 05-04T05:00"], "05-05T05:00"
            ),
            // The clock went back an hour, or a day: what ran does not run again.
            (backups, ["incremental 05-04T09:00", "full 05-04T02:00"], "05-04T08:00", [], "05-04T10:00"),
            (backups, ["incremental 05-04T09:00", "full 05-04T02:00"], "05-03T09:30", [], "05-04T10:00"),
            // Runs of a clock that was years ahead do not stop the plan.
            (
                backups,
                ["incremental 12-04T09:00", "full 12-04T02:00", "incremental 05-04T08:00", "full 05-04T02:00"],
                "05-04T09:00", ["incremental 05-04T09:00"], "05-04T10:00"
            ),
            // The clock went ahead: one run.
            (
                backups, ["incremental 05-04T09:00", "full 05-04T02:00"], "11-04T09:30",
                ["full 11-04T02:00 missed 183 for both"], "11-04T10:00"
            ),
        ] as [([RunKind: String], [String], String, [String], String)]
    )
    func decisions(rules: [RunKind: String], past: [String], now: String, due: [String], next: String) throws {
        let calendar = try Self.calendar(rules)
        let runs = try past.map(Self.run)
        let decision = calendar.decision(at: try Self.time(now), after: runs)
        #expect(decision.runs.map(Self.text) == due)
        #expect(decision.next == (try Self.time(next)))
        let reversed = calendar.decision(at: try Self.time(now), after: runs.reversed())
        #expect(reversed == decision)
    }

    @Test("the delay of a host moves all that is due")
    func delay() throws {
        let calendar = try Self.calendar(Self.backups, delay: 300)
        let runs = try ["incremental 05-04T01:00", "full 05-03T02:00"].map(Self.run)
        let early = calendar.decision(at: try Self.time("05-04T02:04"), after: runs)
        #expect(early.runs.isEmpty)
        #expect(early.next == (try Self.time("05-04T02:05")))
        let late = calendar.decision(at: try Self.time("05-04T02:05"), after: runs)
        #expect(late.runs.map(Self.text) == ["full 05-04T02:00 for both"])
        #expect(late.next == (try Self.time("05-04T03:05")))
    }

    @Test(
        "a new zone or rule does not bring up again what was served before",
        arguments: [
            // 02:00 of another zone lies between the occurrence that was made up for and its run.
            ("daily at 02:00", "Europe/Berlin", "05-04T01:24", []),
            ("daily at 01:00", "UTC", "05-04T01:24", []),
            ("daily at 01:30", "UTC", "05-04T01:30", ["full 05-04T01:30"]),
        ] as [(String, String, String, [String])]
    )
    func newRules(rule: String, zone: String, now: String, due: [String]) throws {
        let run = "full 05-03T02:00 05-04T01:23"
        let zones = TimeZoneDatabase { path in try ScratchDirectory(existing: "/").read(String(path.dropFirst())) }
        let calendar = try Self.calendar([.full: rule], zone: try zones.zone(named: zone))
        let decision = calendar.decision(at: try Self.time(now), after: [try Self.run(run)])
        #expect(decision.runs.map(Self.text) == due)
    }

    @Test("a clock that was set back is told")
    func setBack() throws {
        let calendar = try Self.calendar(Self.backups)
        let runs = try ["incremental 05-04T09:00 05-04T09:01"].map(Self.run)
        #expect(calendar.decision(at: try Self.time("05-04T08:00"), after: runs).secondsSetBack == 3660)
        #expect(calendar.decision(at: try Self.time("05-04T09:01"), after: runs).secondsSetBack == 0)
    }

    @Test("missed runs are counted to a limit")
    func missedLimit() throws {
        let calendar = try Self.calendar([.incremental: "every 1m"])
        let decision = calendar.decision(at: try Self.time("11-04T09:00"), after: [])
        #expect(decision.runs.map(\.missed) == [DueRun.countLimit])
    }

    @Test("without rules nothing is due")
    func empty() throws {
        let decision = try Self.calendar([:]).decision(at: try Self.time("05-04T08:00"), after: [])
        #expect(decision.runs.isEmpty)
        #expect(decision.next == nil)
    }
}
