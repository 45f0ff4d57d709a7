import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("The job runner")
struct JobRunnerTests {
    /// Hooks that write to the file `log`.
    private static func hooks(before: String = "", after: String = "", timeout: String = "1m") -> (String) -> [String] {
        { folder in
            let log = folder + "/log"
            return [
                "hooks:",
                "  before: [[sh, -c, 'echo before $DR_PLAN $DR_KIND $DR_OUTCOME >> \(log); \(before)']]",
                "  after: [[sh, -c, 'echo after $DR_OUTCOME $DR_SNAPSHOT $DR_RUN >> \(log); \(after)']]",
                "  on_failure: [[sh, -c, 'echo failure >> \(log)']]",
                "  timeout: \(timeout)",
            ]
        }
    }

    @Test("goes one way from start to end", .tags(.medium))
    func way() throws {
        try RunnerBench.with(plan: Self.hooks()) { bench in
            let heard = Lines()
            let catalog = bench.catalog
            let run = bench.runner(heard) { run, _ in
                let open = try catalog.openRuns(environment: "test").map(\.uuid)
                heard.add("work, known as open: \(open == [run.uuid])")
                run.snapshot = "abc"
            }.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .succeeded)
            #expect(run.exitCode == 0)
            #expect(heard.all == ["began files running", "work, known as open: true", "ended files succeeded 0"])
            let log = try bench.text("log")
            #expect(log == "before files full running\nafter succeeded abc \(run.uuid)\n")
            let known = try bench.catalog.runs(environment: "test").map(\.uuid)
            #expect(known == [run.uuid])
            // The listener failed both times: that is noted, and nothing more.
            let complaints = bench.notes.all.filter { $0.contains("a listener is down") }
            #expect(complaints.count == 2)
        }
    }

    @Test(
        "tells what came of a failure",
        .tags(.medium),
        arguments: [
            (DRError.Code.locked, RunOutcome.failed), (.wrongPassword, .failed), (.storageUnreachable, .failed),
            (.tryLater, .failed), (.interrupted, .interrupted), (.terminated, .interrupted),
        ]
    )
    func failures(code: DRError.Code, outcome: RunOutcome) throws {
        try RunnerBench.with(plan: Self.hooks()) { bench in
            let heard = Lines()
            let run = bench.runner(heard) { _, _ in
                throw DRError(code, "it did not work", object: "that", hint: "try this")
            }.run(Job(plan: "files", kind: .incremental))
            #expect(run.outcome == outcome)
            #expect(run.exitCode == code.rawValue)
            #expect([run.message, run.object, run.hint] == ["it did not work", "that", "try this"])
            #expect(heard.all.last == "ended files \(outcome.rawValue) \(code.rawValue)")
            let log = try bench.text("log")
            #expect(log.hasSuffix("failure\nafter \(outcome.rawValue) \(run.uuid)\n"))
            let known = try bench.catalog.lastRun(environment: "test", plan: "files", kinds: [.incremental])
            #expect(known?.error?.code == code)
        }
    }

    @Test("a storage that is gone is an error of the storage", .tags(.medium))
    func storageFailure() throws {
        try RunnerBench.with { bench in
            let run = bench.runner(Lines()) { _, _ in
                throw StorageFailure(.transient, nil, DRError(.failed, "no route"))
            }.run(Job(plan: "files", kind: .full))
            #expect(run.error?.code == .storageUnreachable)
        }
    }

    @Test("what never began is told of too", .tags(.medium))
    func refused() throws {
        try RunnerBench.with(plan: Self.hooks()) { bench in
            let heard = Lines()
            let run = bench.runner(heard, guards: [RefusingGuard()]).run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .refused)
            #expect(run.error?.code == .refusedByGuardrail)
            let unknown = bench.runner(heard).run(Job(plan: "nothing", kind: .full))
            #expect(unknown.outcome == .failed)
            let undone = bench.runner(heard).run(Job(plan: "files", kind: .prune))
            #expect(undone.outcome == .failed)
            #expect(
                heard.all == ["ended files refused 18", "ended nothing failed 2", "ended files failed 1"]
            )
            let log = try bench.text("log")
            #expect(log == "")
            let count = try bench.catalog.runs(environment: "test").count
            #expect(count == 3)
        }
    }

    @Test("a hook before that fails keeps the work from beginning", .tags(.medium))
    func hookBefore() throws {
        try RunnerBench.with(plan: Self.hooks(before: "echo no room; echo at all >&2; exit 3")) { bench in
            let heard = Lines()
            let run = bench.runner(heard) { _, _ in heard.add("work") }.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .failed)
            #expect(run.message == "the before hook ended with exit code 3; it printed: no room | at all")
            #expect(run.object == "sh")
            #expect(!heard.all.contains("work"))
            let isLogged = try bench.text("log").hasSuffix("failure\nafter failed \(run.uuid)\n")
            #expect(isLogged)
        }
    }

    @Test("a hook after that fails does not take the snapshot away", .tags(.medium))
    func hookAfter() throws {
        try RunnerBench.with(plan: Self.hooks(after: "exit 4")) { bench in
            let run = bench.runner(Lines()) { run, _ in run.snapshot = "abc" }.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .incomplete)
            #expect(run.exitCode == 1)
            #expect(run.snapshot == "abc")
            #expect(run.message == "the after hook ended with exit code 4")
            let failed = bench.runner(Lines()) { _, _ in throw DRError(.locked, "locked") }
                .run(Job(plan: "files", kind: .full))
            #expect(failed.exitCode == 11)
            #expect(failed.message?.hasPrefix("locked; the after hook ended with exit code 4") == true)
        }
    }

    @Test("maintenance has no hooks", .tags(.medium))
    func maintenance() throws {
        try RunnerBench.with(plan: Self.hooks()) { bench in
            #expect(bench.runner(Lines()).run(Job(plan: "files", kind: .verify)).outcome == .succeeded)
            let log = try bench.text("log")
            #expect(log == "")
        }
    }

    @Test("hooks after a run run when it was stopped", .tags(.medium))
    func stopped() throws {
        try RunnerBench.with(plan: Self.hooks()) { bench in
            let cancellation = Cancellation()
            let run = bench.runner(Lines(), cancellation: cancellation) { _, context in
                cancellation.cancel(.terminated)
                while true {
                    try context.cancellation.check()
                    SystemClock().sleep(0.01, Cancellation())
                }
            }.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .interrupted)
            #expect(run.exitCode == 143)
            let isLogged = try bench.text("log").contains("after interrupted")
            #expect(isLogged)
        }
    }

    @Test("a run beyond its time is stopped", .tags(.medium))
    func maximumRuntime() throws {
        let clock = SteppingClock()
        try RunnerBench.with(clock: clock) { bench in
            let run = bench.runner(Lines()) { _, context in
                clock.step(61)
                while true {
                    try context.cancellation.check()
                    SystemClock().sleep(0.01, Cancellation())
                }
            }.run(Job(plan: "files", kind: .full))
            #expect(run.outcome == .interrupted)
            #expect(run.message?.contains("maximum run time of 60 s") == true)
        }
    }

    @Test("one backup and one maintenance of a plan at a time", .tags(.medium))
    func oneAtATime() throws {
        try RunnerBench.with { bench in
            let inner = Lines()
            let run = bench.runner(Lines()) { _, _ in
                for (plan, kind) in [("files", RunKind.full), ("files", .verify), ("stream", .full)] {
                    let second = bench.runner(Lines()).run(Job(plan: plan, kind: kind))
                    inner.add("\(second.outcome.rawValue) \(second.exitCode ?? -1)")
                }
            }.run(Job(plan: "files", kind: .incremental))
            #expect(run.outcome == .succeeded)
            #expect(inner.all == ["refused 75", "succeeded 0", "succeeded 0"])
        }
    }
}
