import DRCore
import DRPolicy

/// Runs what is due when it is due, until it is asked to stop or, as `dr schedule due`, nothing is due any more.
///
/// One thread runs the loop; each job has a thread of its own. All that must be known after a crash is in the catalog.
package final class SchedulerLoop {
    /// Seconds after which it looks around although nothing is expected; also what a jump of the clock can delay.
    static let longestSleep = 30.0
    /// Seconds after which the catalog is asked again although nothing is known to have changed.
    static let refreshInterval = 300.0
    /// Seconds between two rounds of chores.
    static let choreInterval = 60.0

    var setting: SchedulerSetting
    var scheduler: Scheduler
    let requests: SchedulerRequests
    var agenda = Agenda()
    var running: [RunningJob.Number: RunningJob] = [:]
    var lastNumber = 0
    var failedStarts = FailedStarts()
    var chores: WorkerThread?
    let choreCancellation = Cancellation()
    /// The runs that this loop has ended, oldest first; kept for one that ends when nothing is due.
    package internal(set) var records: [RunRecord] = []
    private var refreshed: Double?
    private var chored = 0.0
    private var stopDeadline: Double?

    /// Prepares a scheduler; the caller holds the `SchedulerLock`.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`.
    package init(_ setting: SchedulerSetting, _ requests: SchedulerRequests = SchedulerRequests()) throws {
        self.setting = setting
        self.requests = requests
        scheduler = try Scheduler(setting.installation, setting.catalog)
    }

    var clock: any WallClock { setting.installation.clock }
    var log: SchedulerLog { setting.log }

    /// Runs until the end.
    ///
    /// - Throws: `DRError` when runs did not end within the bound of a stop; for one that ends when nothing is due also
    ///   when the catalog cannot be read.
    package func run() throws {
        var watch = ClockWatch(clock)
        var meant = 0.0
        chored = clock.uptime
        try refresh()
        if !setting.endsWhenIdle { log.line(.notice, "scheduling \(scheduler.plans.count) plans; \(outlook)") }
        tell { try $0.ready(self.outlook) }
        while true {
            let (asked, wake) = requests.take()
            for request in asked { handle(request) }
            for finding in watch.look(clock, meant: meant) { note(finding) }
            if let stopDeadline {
                if running.isEmpty { break }
                guard clock.uptime < stopDeadline else { throw late() }
            } else {
                try startDue()
                if setting.endsWhenIdle, running.isEmpty { break }
                doChores()
            }
            tell { try $0.alive() }
            // What was asked meanwhile has set the wake already.
            meant = asked.isEmpty ? pause : 0
            if meant > 0 { clock.sleep(meant, wake) }
        }
        try finishChores()
    }

    /// Asks the catalog what is due.
    private func refresh() throws {
        setting.settle()
        do {
            agenda = try scheduler.agenda(
                at: clock.now,
                running: Set(running.values.map { PlanLane($0.job) }),
                cause: setting.cause
            )
        } catch let error as DRError where !setting.endsWhenIdle {
            log.line(.error, "what is due could not be found out, it is tried again: \(error)")
            agenda = Agenda(next: Timestamp(seconds: clock.now.seconds + Int64(Self.choreInterval)))
        }
        agenda.due = agenda.due.filter { failedStarts.mayStart($0, at: clock.uptime, onlyOnce: setting.endsWhenIdle) }
        refreshed = clock.uptime
    }

    /// What is known of what is due is to be found out again.
    func invalidate() { refreshed = nil }

    private func startDue() throws {
        let isOld = refreshed.map { clock.uptime - $0 >= Self.refreshInterval } ?? true
        if isOld || agenda.next.map({ $0 <= clock.now }) ?? false { try refresh() }
        let limits = StartLimits(setting.installation.configuration)
        while let job = limits.next(of: agenda.due, beside: running.values.map(\.job)) {
            agenda.due.removeAll { $0 == job }
            start(job)
        }
    }

    /// Seconds until there is something to do.
    private var pause: Double {
        var seconds = Self.longestSleep
        if let watchdog = setting.notifier.watchdogSeconds { seconds = min(seconds, watchdog / 2) }
        if let next = agenda.next { seconds = min(seconds, max(next.seconds(since: clock.now), 0.01)) }
        if let stopDeadline { seconds = min(seconds, max(stopDeadline - clock.uptime, 0.01)) }
        return seconds
    }

    private func handle(_ request: SchedulerRequests.Request) {
        switch request {
        case .reload: reload()
        case .report: report()
        case .stop: stop()
        case .ended(let number, let record): end(number, record)
        case .chored(let errors):
            chores?.join()
            chores = nil
            for error in errors { log.line(.warning, error.description) }
        }
    }

    private func stop() {
        guard stopDeadline == nil else { return }
        stopDeadline = clock.uptime + setting.stopBound
        log.line(.notice, running.isEmpty ? "stopping" : "stopping; cancelling \(running.count) runs")
        tell { try $0.stopping() }
        choreCancellation.cancel(.terminated)
        for job in running.values { job.cancellation.cancel(.terminated) }
    }

    private func late() -> DRError {
        let names = running.values.map { RunningJob.name($0.job) }.sorted().joined(separator: ", ")
        return DRError(
            .failed,
            "runs did not end within \(Int(setting.stopBound)) s of being cancelled",
            object: names,
            hint: "the next start tries them again; their locks are removed then"
        )
    }

    private func doChores() {
        guard !setting.endsWhenIdle, chores == nil,
            clock.uptime - chored >= Self.choreInterval
        else { return }
        chored = clock.uptime
        do {
            chores = try WorkerThread { [setting, requests, choreCancellation] in
                requests.add(.chored(Self.chore(setting, choreCancellation)))
            }
        } catch {
            log.line(.warning, "\(error)")
        }
    }

    private static func chore(_ setting: SchedulerSetting, _ cancellation: Cancellation) -> [DRError] {
        setting.chores(setting.installation, cancellation).compactMap { chore in
            do {
                try chore.perform(at: setting.installation.clock.now, cancellation)
                return nil
            } catch {
                return error as? DRError ?? DRError(.failed, "\(error)")
            }
        }
    }

    private func finishChores() throws {
        chores?.join()
        guard setting.endsWhenIdle, stopDeadline == nil else { return }
        for error in Self.chore(setting, choreCancellation) { log.line(.warning, error.description) }
    }
}
