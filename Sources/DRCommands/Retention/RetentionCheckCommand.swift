import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension RetentionCommand {
    /// `dr retention check`: holds what is known of the plans against their requirements.
    struct Check: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check plans against what the policies and the environment require.",
            usage: "dr retention check [options] [PLAN ...]",
            discussion: """
                PASS rests on evidence, which is shown. UNKNOWN is no pass: the evidence is missing, or the plan is too \
                young to have it. The exit code is 19 when anything fails, with --strict also when anything is unknown.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "Write a report in Markdown, for auditors.")
        var markdown = false

        @Flag(help: "End with exit code 19 also when anything is unknown.")
        var strict = false

        @OptionGroup
        var selection: PlanSelection

        func validate() throws {
            guard !(markdown && output.json) else { throw ValidationError("--markdown and --json exclude each other.") }
        }

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let reader = ComplianceReader(try context.jobContext(installation))
            let results = try selection.names(installation).map { (plan: $0, findings: try reader.findings($0)) }
            let report = ComplianceReport(results, installation)
            if markdown {
                for line in report.markdown { try context.output.line(checked: line) }
                try context.output.flush()
            } else {
                try report.show(context)
            }
            let verdict = report.verdict
            if verdict == .fail || strict && verdict == .unknown { context.outcome = .objectiveMissed }
        }
    }
}
