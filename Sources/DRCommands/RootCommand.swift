import ArgumentParser

/// `dr` itself: the options of all commands, and the commands in groups.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dr",
        abstract: "Backups that are proven by restoring them.",
        usage: "dr [options] COMMAND ...",
        discussion: """
            The repository is named by --repo or DR_REPOSITORY; it is in the format of restic, version 2. Its password \
            comes from --password-file, --password-command, DR_PASSWORD_FILE, DR_PASSWORD_COMMAND or DR_PASSWORD, else \
            dr asks for it on the terminal.

            The manual page: dr man | man -l -
            """,
        version: Version.line,
        groupedSubcommands: [
            CommandGroup(
                name: "Repository",
                subcommands: [InitCommand.self, KeyCommand.self, UnlockCommand.self, CatCommand.self]
            ),
            CommandGroup(
                name: "Snapshot",
                subcommands: [
                    BackupCommand.self, RestoreCommand.self, SnapshotsCommand.self, LsCommand.self, FindCommand.self,
                    DiffCommand.self,
                ]
            ),
            CommandGroup(
                name: "Archive",
                subcommands: [DumpCommand.self, ExportCommand.self, ImportCommand.self]
            ),
            CommandGroup(
                name: "PostgreSQL",
                subcommands: [PostgresCommand.self, WALCommand.self]
            ),
            CommandGroup(
                name: "Maintenance",
                subcommands: [
                    VerifyCommand.self, RepairCommand.self, ForgetCommand.self, PruneCommand.self, StatsCommand.self,
                ]
            ),
            CommandGroup(
                name: "Unattended operation",
                subcommands: [
                    SetupCommand.self, StatusCommand.self, RunsCommand.self, ScheduleCommand.self,
                    RetentionCommand.self,
                    ApprovalsCommand.self, ConfigCommand.self, CatalogCommand.self, TestCommand.self,
                ]
            ),
            CommandGroup(
                name: "Monitoring",
                subcommands: [AlertsCommand.self, MetricsCommand.self, AuditCommand.self]
            ),
            CommandGroup(
                name: "Drills",
                subcommands: [ScenarioCommand.self, DrillCommand.self, ReportCommand.self]
            ),
            CommandGroup(
                name: "Other",
                subcommands: [ManCommand.self, CompletionsCommand.self, VersionCommand.self]
            ),
        ]
    )

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions
}
