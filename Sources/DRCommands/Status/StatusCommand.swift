import ArgumentParser
import DRCore
import DROperations
import DRPolicy

/// `dr status`: how an environment stands, on one screen.
struct StatusCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the plans of an environment stand.",
        usage: "dr status [options]",
        discussion: """
            Of each plan: the newest good backup and its age against the RPO, the next backup, the newest verification \
            and test of a restore, and how long a restore would take against the RTO. The verdict is OK only where all \
            of this is known and as it should be. Nothing but the catalog of this machine is read, unless --online opens the \
            repositories too.

            With --check one line comes out as monitoring plugins write it, and the exit code is 0 OK, 1 WARNING, \
            2 CRITICAL, 3 UNKNOWN.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(help: "One line and exit codes 0 to 3, for Nagios and the like.")
    var check = false

    @Flag(help: "Also open the repositories: their size and locks now, and whether the newest backups are in them.")
    var online = false

    func validate() throws {
        guard !(check && output.json) else { throw ValidationError("--check and --json exclude each other.") }
    }

    func execute(_ context: CommandContext) throws {
        guard check else {
            let status = try read(context)
            if context.isJSON { return try StatusJSON(status).write(context) }
            for line in StatusText(status, isComplete: output.verbose).lines { try context.output.line(checked: line) }
            return
        }
        do {
            let status = try read(context)
            try context.output.line(checked: StatusPlugin(status).line)
            context.status = status.verdict.pluginCode
        } catch let error as DRError {
            // A plugin that cannot tell says so in its line; monitoring reads nothing else.
            try context.output.line(checked: StatusPlugin.line(for: error))
            context.status = Verdict.unknown.pluginCode
        }
    }

    private func read(_ context: CommandContext) throws -> EnvironmentStatus {
        let installed = try installation.load(looksAtSecrets: online)
        var status = try self.status(installed, context)
        status.add(try DrillReminder(installed).findings())
        return status
    }

    private func status(_ installed: Installation, _ context: CommandContext) throws -> EnvironmentStatus {
        guard online else { return try StatusReader(installed).status() }
        let access = RepositoryAccess(installed, cancellation: context.cancellation) { [messages = context.messages] in
            messages.note("dr: " + $0)
        }
        return try StatusReader(installed, access: access).status()
    }
}
