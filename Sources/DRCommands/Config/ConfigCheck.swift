import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ConfigCommand {
    /// `dr config check`: everything that is wrong with the configuration, at once.
    struct Check: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check the configuration and tell everything that is wrong at once.",
            usage: "dr config check [options]",
            discussion: """
                Each problem is a line on standard output: the place, what is wrong, what is allowed, and the nearest \
                spelling. The exit code is then 13. Without --environment all environments are checked.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "Leave out the files with secrets, as on a machine that only holds the configuration.")
        var withoutSecrets = false

        @Flag(help: "Also open the repositories, look for the programs, and connect to services and channels.")
        var online = false

        func validate() throws {
            guard !(online && withoutSecrets) else { throw ValidationError("--online needs the secrets.") }
        }

        func execute(_ context: CommandContext) throws {
            let folder = try installation.folder()
            var report = CheckReport(context)
            var warned: Set<String> = []
            for name in try installation.names(in: folder) {
                do {
                    let found = try Installation.load(
                        folder,
                        environment: name,
                        variables: Environment.all,
                        checksSchedules: true,
                        looksAtSecrets: !withoutSecrets
                    )
                    try report.valid(found)
                    for path in folder.changeableByOthers(found.sources) where warned.insert(path).inserted {
                        context.messages.warning(
                            "others can change the configuration, and with its hooks run programs as this user",
                            object: path,
                            next: "chmod go-w \(path), or chown it"
                        )
                    }
                    if online { try look(found, &report, context) }
                } catch let error as DRError where !error.configurationProblems.isEmpty {
                    try report.invalid(name, error.configurationProblems)
                }
            }
            try report.finish()
        }

        private func look(_ found: Installation, _ report: inout CheckReport, _ context: CommandContext) throws {
            var findings: [OnlineFinding] = []
            let messages = context.messages
            let shown = report
            try OnlineCheck(found, cancellation: context.cancellation) {
                messages.note("dr: " + $0)
            } tell: { finding in
                findings.append(finding)
                try shown.show(finding, in: found.environment)
            }
            .run()
            report.count(findings)
        }
    }
}
