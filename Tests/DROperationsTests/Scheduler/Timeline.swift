import DRCore
import DROperations
import DRPolicy
import DRTestSupport

/// A scheduler over a stretch of time: at each step what is due runs, at once and with the outcome that a test wants.
struct Timeline {
    let clock: FakeClock
    let catalog: Catalog
    let scheduler: Scheduler
    var records: [RunRecord] = []

    init(
        _ plans: [String: String],
        from start: String,
        timezone: String = "UTC",
        extra: String = "",
        _ scratch: ScratchDirectory
    )
        throws
    {
        clock = try FakeClock(start)
        let installation = try TestInstallation.make(
            plans,
            state: scratch.path,
            clock: clock,
            timezone: timezone,
            extra: extra
        )
        catalog = try Catalog(stateDirectory: scratch.path)
        scheduler = try Scheduler(installation, catalog)
        _ = try scheduler.agenda(at: clock.now)
    }

    /// Lets time pass in steps of a minute, and runs what is due after each.
    mutating func go(
        minutes: Int,
        outcome: (Job, Timestamp) -> (RunOutcome, DRError.Code) = { _, _ in (.succeeded, .failed) }
    )
        throws
    {
        for _ in 0..<minutes {
            clock.advance(60)
            try step(outcome)
        }
    }

    /// Runs what is due now.
    mutating func step(_ outcome: (Job, Timestamp) -> (RunOutcome, DRError.Code) = { _, _ in (.succeeded, .failed) })
        throws
    {
        for job in try scheduler.agenda(at: clock.now).due { try run(job, outcome(job, clock.now)) }
    }

    /// Notes a run.
    mutating func run(_ job: Job, _ result: (outcome: RunOutcome, code: DRError.Code)) throws {
        var record = RunRecord(
            uuid: "\(records.count)",
            environment: "test",
            plan: job.plan,
            kind: job.kind,
            cause: job.cause,
            started: clock.now,
            host: "here",
            process: 1,
            boot: "b"
        )
        record.occurrence = job.occurrence
        record.missed = job.missed
        record.attempt = job.attempt
        record.outcome = result.outcome
        if result.outcome != .running { record.ended = clock.now }
        if !result.outcome.isUsable, result.outcome != .running { record.exitCode = result.code.rawValue }
        records.append(try catalog.save(record))
    }

    /// The runs as short texts, such as `a full 02:00 @02:05 x2 +3` for the second try that makes up for three.
    var texts: [String] {
        records.map { run in
            let occurrence = run.occurrence.map { RFC3339.format($0).dropFirst(11).prefix(5) } ?? "-"
            let started = RFC3339.format(run.started).dropFirst(11).prefix(5)
            return "\(run.plan) \(run.kind.rawValue) \(occurrence)" + (started == occurrence ? "" : " @\(started)")
                + (run.attempt > 1 ? " x\(run.attempt)" : "") + (run.missed > 0 ? " +\(run.missed)" : "")
        }
    }
}
