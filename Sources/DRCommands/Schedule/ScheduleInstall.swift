import ArgumentParser
import DRCore
import DROperations
import DRRepository

/// `dr schedule install`: puts the schedule in place.
struct ScheduleInstall: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Have systemd or cron run what is due.",
        usage: "dr schedule install --systemd|--cron [options]",
        discussion: """
            The unit of systemd is closed to all that backups do not need; it is checked by 'systemd-analyze verify' \
            before it is put in place, and started where systemd runs. Credentials are taken from /etc/credstore. \
            After a change of directories in the configuration, run this again.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Schedule")
    var schedule: SchedulePlaceOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let outcome = try schedule.schedule(installation, context).install(isDryRun: schedule.dryRun)
        try InstallationListing(outcome, verb: "written", isDryRun: schedule.dryRun).show(context)
    }
}
