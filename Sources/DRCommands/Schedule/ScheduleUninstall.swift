import ArgumentParser
import DRCore
import DROperations

/// `dr schedule uninstall`: takes the schedule away.
struct ScheduleUninstall: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take away what 'dr schedule install' put in place.",
        usage: "dr schedule uninstall --systemd|--cron [options]"
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Schedule")
    var schedule: SchedulePlaceOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let outcome = try schedule.schedule(installation, context).uninstall(isDryRun: schedule.dryRun)
        try InstallationListing(outcome, verb: "removed", isDryRun: schedule.dryRun).show(context)
    }
}
