import CLinux
import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Synchronization

/// The real scheduler loop and a real catalog, on a clock that the test moves; the test decides how each run ends.
final class LoopBench: Sendable {
    struct Ran: Sendable {
        var job: Job
        var started: Timestamp
        var outcome: RunOutcome
    }

    let clock: FakeClock
    let catalog: Catalog
    let installation: Installation
    let requests = SchedulerRequests()
    /// Runs that the loop has started and not yet seen the end of, as its log tells.
    private let open = Mutex(0)
    private let atWork = Mutex(0)
    private let most = Mutex(0)
    private let runs = Mutex<[Ran]>([])
    private let lines = Mutex<[String]>([])

    init(_ installation: Installation, _ clock: FakeClock) throws {
        self.clock = clock
        self.installation = installation
        catalog = try Catalog(stateDirectory: installation.stateDirectory)
        clock.setBusy { [weak self] in self.map { $0.open.withLock { $0 > 0 } } ?? false }
    }

    convenience init(_ plans: [String: String], from start: String, _ scratch: ScratchDirectory, extra: String = "")
        throws
    {
        let clock = try FakeClock(start)
        try self.init(TestInstallation.make(plans, state: scratch.path, clock: clock, extra: extra), clock)
    }

    /// What ran, in the order of its end.
    var ran: [Ran] { runs.withLock(\.self) }
    /// The lines of the log.
    var log: [String] { lines.withLock(\.self) }
    /// The most runs that were at work at once.
    var mostAtOnce: Int { most.withLock(\.self) }

    var texts: [String] {
        ran.map { "\($0.job.plan) \($0.job.kind.rawValue) \(RFC3339.format($0.started).dropFirst(11).prefix(5))" }
    }

    /// A setting whose runs call `work` and have the outcome that it returns; what it throws is their error.
    func setting(_ work: @escaping @Sendable (Job, Cancellation) throws -> RunOutcome = { _, _ in .succeeded })
        -> SchedulerSetting
    {
        SchedulerSetting(
            installation: installation,
            catalog: catalog,
            log: SchedulerLog(isJournal: true, clock: clock) { [self] line in note(line) },
            perform: { [self] job, _, cancellation in perform(job, cancellation, work) }
        )
    }

    private func note(_ line: String) {
        lines.withLock { $0.append(line) }
        let words = line.split { $0 == " " || $0 == ":" }
        guard words.count > 2 else { return }
        if words[2] == "started" { open.withLock { $0 += 1 } }
        if RunOutcome(rawValue: String(words[2])) != nil { open.withLock { $0 -= 1 } }
    }

    private func perform(
        _ job: Job,
        _ cancellation: Cancellation,
        _ work: @Sendable (Job, Cancellation) throws -> RunOutcome
    ) -> RunRecord {
        let now = atWork.withLock { count in
            count += 1
            return count
        }
        most.withLock { $0 = max($0, now) }
        var record = RunRecord(job, installation)
        do {
            record.outcome = try work(job, cancellation)
        } catch let error as DRError {
            record.outcome = error.code == .terminated ? .interrupted : .failed
            record.exitCode = error.code.rawValue
            record.message = error.message
        } catch {
            record.outcome = .failed
        }
        record.ended = clock.now
        do { record = try catalog.save(record) } catch { lines.withLock { $0.append("\(error)") } }
        let ended = Ran(job: job, started: record.started, outcome: record.outcome)
        runs.withLock { $0.append(ended) }
        atWork.withLock { $0 -= 1 }
        return record
    }
}
