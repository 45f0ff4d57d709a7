import ArgumentParser

/// The answers of `dr setup` that the command line gives; what it leaves open is asked for or has a default.
struct SetupOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("What to back up, a file or directory; may be repeated.", valueName: "path"),
        completion: .file()
    )
    var path: [String] = []

    @Option(help: ArgumentHelp("What to leave out; may be repeated.", valueName: "pattern"))
    var exclude: [String] = []

    @Flag(help: "That place lies at another site than this machine.")
    var offSite = false

    @Option(help: ArgumentHelp("The name of the plan.", valueName: "name"))
    var plan: String?

    @Option(help: ArgumentHelp("When to back up what changed, such as \"hourly\", or \"none\".", valueName: "rule"))
    var incremental: String?

    @Option(help: ArgumentHelp("When to read everything anew, such as \"daily at 02:00\".", valueName: "rule"))
    var full: String?

    @Option(
        help: ArgumentHelp(
            "How long backups are kept: production, staging, development or audit.",
            valueName: "policy"
        )
    )
    var retention: String?

    @Option(help: ArgumentHelp("How long a restore may take, such as 30m.", valueName: "duration"))
    var rto: String?

    @Option(help: ArgumentHelp("The zone of all times (default: that of this machine).", valueName: "zone"))
    var timezone: String?

    @Option(
        help: ArgumentHelp(
            "Who runs what is due: systemd, cron or none (default: what this machine has).",
            valueName: "program"
        )
    )
    var schedule: ScheduleChoice?

    @Option(help: ArgumentHelp("Where the catalog of runs lies.", valueName: "directory"), completion: .directory)
    var stateDirectory: String?
}
