import DRCore
import DRPolicy

extension SchedulerLoop {
    /// What is next, in a few words.
    var outlook: String {
        guard let next = agenda.next else { return "nothing is scheduled" }
        return "next at \(RFC3339.format(Timestamp(seconds: next.seconds)))"
    }

    /// Reads the configuration again; with a bad one all stays as it is.
    func reload() {
        guard let reload = setting.reload else { return }
        tell { try $0.reloading() }
        do {
            let installation = try reload()
            guard installation.stateDirectory == setting.installation.stateDirectory,
                installation.environment == setting.installation.environment
            else {
                throw DRError(
                    .configurationInvalid,
                    "state_directory cannot change while the scheduler runs",
                    object: installation.stateDirectory,
                    hint: "restart it"
                )
            }
            scheduler = try Scheduler(installation, setting.catalog)
            setting.installation = installation
            invalidate()
            log.line(.notice, "the configuration was read again: \(scheduler.plans.count) plans")
            noteReload(nil)
        } catch {
            noteReload(error)
            log.line(.error, "the configuration was not taken, the one before stays in force: \(Self.text(error))")
        }
        tell { try $0.ready(self.outlook) }
    }

    /// Writes to the audit log that the configuration was read again, and opens or ends the alert on it.
    private func noteReload(_ error: (any Error)?) {
        let installation = setting.installation
        let event = AuditEvent(
            .configurationReload,
            environment: installation.environment,
            target: installation.sources.base.name,
            outcome: error == nil ? "succeeded" : "failed",
            detail: error.map(Self.text)
        )
        do {
            try AuditLog(installation).append(event, at: installation.clock.now)
            if let error {
                try ConfigurationAlarm.raise(error, installation, setting.catalog)
            } else {
                try ConfigurationAlarm.end(installation, setting.catalog)
            }
        } catch {
            log.line(.warning, "the reload could not be told of: \(Self.text(error))")
        }
    }

    /// An error with all its findings, a line each.
    private static func text(_ error: any Error) -> String {
        guard let error = error as? DRError else { return "\(error)" }
        return ([error.description] + error.details.map(\.description)).joined(separator: "\n")
    }

    /// Writes what is done into the log.
    func report() {
        log.line(.notice, "\(scheduler.plans.count) plans, \(running.count) running; \(outlook)")
        for job in running.values.sorted(by: { $0.began < $1.began }) {
            log.line(.notice, "running for \(Int(clock.uptime - job.began)) s: \(RunningJob.name(job.job))")
        }
        for job in agenda.due { log.line(.notice, "waiting for others: \(RunningJob.name(job))") }
        for later in agenda.postponed {
            let time = RFC3339.format(later.time)
            log.line(.notice, "waiting for a maintenance window at \(time): \(RunningJob.name(later.job))")
        }
        for retry in agenda.retries {
            log.line(
                .notice,
                "try \(retry.job.attempt) at \(RFC3339.format(retry.time)): \(RunningJob.name(retry.job))"
            )
        }
    }

    /// Says what the clocks did, and looks again at what is due.
    func note(_ finding: ClockWatch.Finding) {
        switch finding {
        case .jumped(let seconds):
            log.line(.warning, "the clock was set \(seconds < 0 ? "back" : "forward") by \(Int(abs(seconds))) s")
        case .overslept(let seconds):
            log.line(.notice, "the machine slept: \(Int(seconds)) s have passed since the last look")
        }
        invalidate()
    }

    /// Tells the service manager how many runs there are.
    func showStatus() {
        let names = running.values.map { RunningJob.name($0.job) }.sorted()
        tell { try $0.status(names.isEmpty ? self.outlook : "running: " + names.joined(separator: ", ")) }
    }

    /// Tells the service manager something; when it does not listen, that is noted and work goes on.
    func tell(_ message: (ServiceNotifier) throws -> Void) {
        do { try message(setting.notifier) } catch { log.line(.warning, "\(error)") }
    }
}
