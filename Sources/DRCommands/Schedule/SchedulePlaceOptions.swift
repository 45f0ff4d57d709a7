import ArgumentParser
import CLinux
import DRCore
import DROperations
import DRPolicy

/// Where a schedule is put.
struct SchedulePlaceOptions: ParsableArguments {
    @Flag(help: "As a service of systemd that stays and runs what is due.")
    var systemd = false

    @Flag(help: "As lines of cron that run what is due every minute.")
    var cron = false

    @Flag(help: "For the user who asks, rather than for the system.")
    var user = false

    @Flag(name: [.customShort("n"), .long], help: "Only show what would be done.")
    var dryRun = false

    func validate() throws {
        guard systemd != cron else { throw ValidationError("Give --systemd or --cron.") }
    }

    /// The schedule of an environment.
    func schedule(_ place: InstallationOptions, _ context: CommandContext) throws -> ScheduleInstallation {
        ScheduleInstallation(
            try place.load(checksSchedules: true),
            mode: systemd ? .systemd : .cron,
            isUser: user,
            program: try AbsolutePath.ofThisProgram(),
            configuration: try AbsolutePath.resolved(place.folder().path),
            home: Environment.value("HOME"),
            cancellation: context.cancellation
        )
    }
}
