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
            ends in good order. Runs that were missed are made up for once. For each plan of a PostgreSQL cluster it serves \
            'dr wal push' and 'get', and receives the log where the plan names a slot.
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
        var setting = SchedulerSetting.command(installation, catalog, context.messages, isLasting: true)
        setting.notifier = ServiceNotifier(Environment.all)
        let attendance = ClusterAttendance { [log = setting.log] in log.line(.notice, $0) }
        setting.reload = { [options = self.installation, messages = context.messages] in
            let installation = try options.loadAndKeep(checksSchedules: true) { messages.note("dr: " + $0) }
            try attendance.follow(installation)
            return installation
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
        let loop = try SchedulerLoop(setting, requests)
        try attendance.follow(installation)
        defer { attendance.stop() }
        try loop.run()
    }
}
