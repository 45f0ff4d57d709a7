import ArgumentParser
import CLinux
import DRCore
import DROperations
import DRRepository

/// `dr schedule run`: the daemon.
struct ScheduleRun: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run what is due, when it is due, until told to stop.",
        usage: "dr schedule run [options]",
        discussion: """
            Stays in the foreground, as systemd wants it ('dr schedule install' writes the unit), and logs on standard \
            error. SIGHUP reads the configuration again, a bad one is not taken; SIGUSR1 logs what is done; SIGTERM \
            ends in good order. Runs that were missed are made up for once.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let installation = try self.installation.loadForSchedule(context, cause: .schedule, checksSchedules: true)
        try SchedulerLock.hold(stateDirectory: installation.stateDirectory) { try run(installation, context) }
        try context.summary { json in
            json.key("stopped")
            json.bool(true)
        }
    }

    private func run(_ installation: Installation, _ context: CommandContext) throws {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        try ConfigurationAlarm.end(installation, catalog)
        var setting = SchedulerSetting.command(installation, catalog, context.messages)
        setting.notifier = ServiceNotifier(Environment.all)
        setting.reload = { [options = self.installation, messages = context.messages] in
            try options.loadAndKeep(checksSchedules: true) { messages.note("dr: " + $0) }
        }
        let requests = SchedulerRequests()
        ProcessSignals.observe { number in
            switch number {
            case SIGHUP: requests.reload()
            case SIGUSR1: requests.report()
            default:
                // The second signal ends the process at once, so this one is not taken.
                requests.stop()
                return false
            }
            return true
        }
        try SchedulerLoop(setting, requests).run()
    }
}
