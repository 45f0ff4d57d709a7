import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr schedule due`: runs what is due now, for cron and timers.
struct ScheduleDue: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "Run what is due now, and end.",
        usage: "dr schedule due [options]",
        discussion: """
            For a line of cron, once a minute or so. Where a daemon or another 'dr schedule due' is at work, it has \
            nothing to do and ends with code 0. Otherwise the exit code is that of the first run that failed.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(name: [.customShort("n"), .long], help: "Only tell what is due.")
    var dryRun = false

    func execute(_ context: CommandContext) throws {
        guard !dryRun else { return try rehearse(self.installation.load(), context) }
        let installation = try self.installation.loadForSchedule(context, cause: .cron, checksSchedules: false)
        var isHeld = false
        do {
            try SchedulerLock.hold(stateDirectory: installation.stateDirectory) {
                isHeld = true
                try run(installation, context)
            }
        } catch let error as DRError where error.code == .tryLater && !isHeld {
            context.messages.detail("dr: nothing to do: \(error.message)")
            try context.summary { $0.writeDone(runs: 0, failed: 0) }
        }
    }

    private func run(_ installation: Installation, _ context: CommandContext) throws {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        try ConfigurationAlarm.end(installation, catalog)
        var setting = SchedulerSetting.command(installation, catalog, context.messages, isLasting: false)
        setting.cause = .cron
        setting.endsWhenIdle = true
        let requests = SchedulerRequests()
        ProcessSignals.observe { _ in
            requests.stop()
            return false
        }
        let loop = try SchedulerLoop(setting, requests)
        try loop.run()
        let failed = loop.records.filter { !$0.outcome.isUsable }
        if context.isJSON {
            for run in loop.records { try context.output.object("run") { RunListing.write(run, to: &$0) } }
        }
        try context.summary { $0.writeDone(runs: loop.records.count, failed: failed.count) }
        context.outcome = failed.first.map { $0.error?.code ?? .failed }
        try context.cancellation.check()
    }

    private func rehearse(_ installation: Installation, _ context: CommandContext) throws {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let agenda = try Scheduler(installation, catalog).agenda(at: installation.clock.now, cause: .cron)
        for job in agenda.due {
            let occurrence = job.occurrence ?? installation.clock.now
            try context.emit(
                "due",
                text: "\(job.plan)  \(job.kind.rawValue)  due \(LocalTime.text(occurrence))"
                    + (job.missed > 0 ? ", makes up for \(job.missed) missed" : "")
                    + (job.attempt > 1 ? ", try \(job.attempt)" : "")
            ) { json in
                json.key("plan")
                json.string(job.plan)
                json.key("kind")
                json.string(job.kind.rawValue)
                json.key("occurrence")
                json.time(occurrence)
                json.key("missed")
                json.number(job.missed)
                json.key("attempt")
                json.number(job.attempt)
            }
        }
        try context.summary("\(agenda.due.count) due" + (agenda.next.map { ", next \(LocalTime.text($0))" } ?? "")) {
            json in
            json.key("due")
            json.number(agenda.due.count)
            if let next = agenda.next {
                json.key("next")
                json.time(next)
            }
        }
    }
}

extension JSONWriter {
    /// Writes what came of all runs.
    fileprivate mutating func writeDone(runs: Int, failed: Int) {
        key("runs")
        number(runs)
        key("failed")
        number(failed)
    }
}
