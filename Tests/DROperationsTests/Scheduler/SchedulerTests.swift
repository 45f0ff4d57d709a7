import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("The scheduler", .tags(.medium))
struct SchedulerTests {
    private static let backups = "incremental: hourly, full: daily at 02:00"

    @Test("runs each occurrence once")
    func once() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": Self.backups], from: "05-04T00:30", scratch)
            try time.go(minutes: 200)
            #expect(time.texts == ["a incremental 01:00", "a full 02:00", "a incremental 03:00"])
        }
    }

    @Test("makes up for a time off once, with the full backup if one was missed")
    func catchUp() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": Self.backups], from: "05-04T02:30", scratch)
            try time.go(minutes: 31)
            time.clock.advance(5 * 3600)
            try time.step()
            time.clock.advance(50 * 3600)
            try time.step()
            try time.step()
            #expect(
                time.texts == ["a incremental 03:00", "a incremental 08:00 @08:01 +4", "a full 02:00 @10:01 +1"]
            )
        }
    }

    @Test("nothing is made up for before a plan was known")
    func newPlan() throws {
        try ScratchDirectory.with { scratch in
            let time = try Timeline(["a": "full: yearly on 01-01"], from: "05-04T02:30", scratch)
            #expect(try time.scheduler.agenda(at: time.clock.now).due.isEmpty)
        }
    }

    @Test("tries a failed run again after growing waits, until the next occurrence")
    func retries() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            try time.go(minutes: 61) { _, _ in (.failed, .storageUnreachable) }
            #expect(
                time.texts == [
                    "a incremental 01:00", "a incremental 01:00 @01:01 x2", "a incremental 01:00 @01:03 x3",
                    "a incremental 01:00 @01:07 x4", "a incremental 01:00 @01:15 x5", "a incremental 01:00 @01:31 x6",
                    "a incremental 02:00 +1",
                ]
            )
        }
    }

    @Test("gives an occurrence up after its tries")
    func givesUp() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "full: daily at 01:00"], from: "05-04T00:59", scratch)
            try time.go(minutes: 24 * 60) { _, _ in (.failed, .locked) }
            #expect(time.records.count == RetryRule.attemptLimit)
            #expect(time.records.allSatisfy { $0.occurrence == time.records[0].occurrence })
            try time.go(minutes: 2)
            #expect(time.texts.last == "a full 01:00")
        }
    }

    @Test(
        "what a person has to mend waits for the next occurrence, the rest is tried again",
        arguments: [
            (RunOutcome.failed, DRError.Code.wrongPassword, false), (.failed, .integrity, false),
            (.failed, .noRepository, false), (.failed, .objectiveMissed, false), (.failed, .failed, true),
            (.failed, .locked, true), (.failed, .tryLater, true), (.refused, .refusedByGuardrail, false),
            (.interrupted, .failed, true), (.incomplete, .failed, false),
            (.succeeded, .failed, false),
        ]
    )
    func whatIsRetried(outcome: RunOutcome, code: DRError.Code, isRetried: Bool) throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            try time.go(minutes: 1) { _, _ in (outcome, code) }
            let agenda = try time.scheduler.agenda(at: time.clock.now)
            #expect(agenda.due.isEmpty)
            #expect(agenda.retries.map(\.job.attempt) == (isRetried ? [2] : []))
            try time.go(minutes: 59)
            #expect(time.records.count == (isRetried ? 2 : 1))
            try time.go(minutes: 1)
            #expect(time.texts.last == "a incremental 02:00")
        }
    }

    @Test("maintenance waits for its window and then runs once; backups do not wait")
    func window() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(
                ["a": "full: daily at 05:00, prune: daily at 05:30, verify: daily at 05:40"],
                from: "05-04T04:59",
                extra: "guardrails: {maintenance_windows: [{from: '22:00', to: '04:00'}]}",
                scratch
            )
            try time.go(minutes: 60)
            #expect(time.texts == ["a full 05:00", "a verify 05:40"])
            let agenda = try time.scheduler.agenda(at: time.clock.now)
            #expect(agenda.postponed.map(\.job.kind) == [.prune])
            #expect(agenda.postponed.first.map { RFC3339.format($0.time) } == "2026-05-04T22:00:00Z")
            #expect(agenda.next.map { RFC3339.format($0) } == "2026-05-04T22:00:00Z")
            try time.go(minutes: 18 * 60)
            #expect(time.texts == ["a full 05:00", "a verify 05:40", "a prune 05:30 @22:00"])
            #expect(time.records.last?.attempt == 1)
        }
    }

    @Test("a run that was stopped or died is tried again at once, the next time after a wait")
    func stopped() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            try time.go(minutes: 1) { _, _ in (.interrupted, .terminated) }
            #expect(try time.scheduler.agenda(at: time.clock.now).due.map(\.attempt) == [2])
            try time.step { _, _ in (.interrupted, .terminated) }
            #expect(try time.scheduler.agenda(at: time.clock.now).due.isEmpty)
            try time.go(minutes: 2)
            #expect(time.texts.last == "a incremental 01:00 @01:02 x3")
        }
    }

    @Test("while a full backup waits for its next try, incremental ones go on")
    func fullFails() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": Self.backups], from: "05-04T01:30", scratch)
            try time.go(minutes: 160) { job, now in
                (job.kind == .full && now.seconds % 86_400 < 14_000 ? .failed : .succeeded, .storageUnreachable)
            }
            #expect(
                time.texts == [
                    "a full 02:00", "a full 02:00 @02:01 x2", "a incremental 02:00 @02:02", "a full 02:00 @02:03 x3",
                    "a full 02:00 @02:07 x4", "a full 02:00 @02:15 x5", "a full 02:00 @02:31 x6",
                    "a incremental 03:00", "a full 02:00 @03:01 x7", "a full 02:00 @03:31 x8",
                    "a incremental 04:00", "a full 02:00 @04:01 x9",
                ]
            )
            try time.go(minutes: 60)
            #expect(time.texts.last == "a incremental 05:00")
        }
    }

    @Test("a full backup that failed for good serves no incremental one")
    func fullIsOver() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": Self.backups], from: "05-04T01:59", scratch)
            try time.go(minutes: 3) { job, _ in (job.kind == .full ? .failed : .succeeded, .wrongPassword) }
            #expect(time.texts == ["a full 02:00", "a incremental 02:00 @02:01"])
        }
    }

    @Test("backups come first, full before incremental, then maintenance")
    func order() throws {
        try ScratchDirectory.with { scratch in
            let plans = [
                "a": "incremental: hourly, verify: hourly, prune: hourly", "b": "full: hourly, restore_test: hourly",
                "c": "incremental: hourly, retention: hourly",
            ]
            let time = try Timeline(plans, from: "05-04T00:59", scratch)
            time.clock.advance(60)
            #expect(
                try time.scheduler.agenda(at: time.clock.now).due.map { "\($0.plan) \($0.kind.rawValue)" } == [
                    "b full", "a incremental", "c incremental", "a verify", "c retention", "a prune",
                    "b restore_test",
                ]
            )
        }
    }

    @Test("a backup at work keeps backups of its plan from starting, and maintenance does not")
    func busy() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(
                ["a": "incremental: hourly, verify: hourly", "b": "incremental: hourly"],
                from: "05-04T00:59",
                scratch
            )
            try time.run(Job(plan: "a", kind: .incremental), (.running, .failed))
            time.clock.advance(60)
            let agenda = try time.scheduler.agenda(at: time.clock.now)
            #expect(agenda.due.map { "\($0.plan) \($0.kind.rawValue)" } == ["b incremental", "a verify"])
            #expect(agenda.next.map { $0.seconds - time.clock.now.seconds } == 30)
        }
    }

    @Test(
        "the hour that autumn repeats runs once, the one that spring skips runs after it",
        arguments: [
            ("10-24T23:30", "daily at 02:30", ["a full 00:30"]),
            ("03-29T00:30", "daily at 02:30", ["a full 01:00"]),
        ]
    )
    func daylight(start: String, rule: String, expected: [String]) throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "full: \(rule)"], from: start, timezone: "Europe/Berlin", scratch)
            try time.go(minutes: 300)
            #expect(time.texts == expected)
        }
    }

    @Test("a clock that is set back makes nothing run twice; one set forward loses nothing")
    func jumps() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            try time.go(minutes: 122)
            time.clock.jump(-5400)
            #expect(try time.scheduler.agenda(at: time.clock.now).secondsSetBack == 5340)
            try time.go(minutes: 160)
            time.clock.jump(3 * 3600)
            try time.go(minutes: 30)
            #expect(
                time.texts == [
                    "a incremental 01:00", "a incremental 02:00", "a incremental 03:00", "a incremental 04:00",
                    "a incremental 07:00 @07:12 +2",
                ]
            )
        }
    }

    @Test("runs dated years ahead by a wrong clock stop nothing")
    func wrongClock() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            try time.go(minutes: 1)
            time.clock.jump(5 * 365 * 86_400)
            try time.step()
            time.clock.jump(-5 * 365 * 86_400)
            try time.go(minutes: 60)
            #expect(time.texts.last == "a incremental 02:00")
            #expect(time.records.count == 3)
        }
    }

    @Test("a clock set back behind a failed run does not make its wait longer")
    func retryAndClock() throws {
        try ScratchDirectory.with { scratch in
            var time = try Timeline(["a": "full: daily at 01:00"], from: "05-04T00:59", scratch)
            try time.go(minutes: 20) { _, _ in (.failed, .locked) }
            time.clock.jump(-600)
            let agenda = try time.scheduler.agenda(at: time.clock.now)
            #expect(agenda.due.map(\.attempt) == [6])
        }
    }
}
