import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension RunKind: ExpressibleByArgument {}
extension RunOutcome: ExpressibleByArgument {}

/// `dr runs`: what ran and what came of it.
struct RunsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of plans, the newest last.",
        usage: "dr runs [options] [PLAN ...]",
        discussion: """
            Runs that never began are among them: refused by a guardrail, or without a valid configuration. What this \
            machine has forgotten comes back with "dr catalog rebuild", as far as the repositories know it.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Option(help: ArgumentHelp("Only of these kinds; may be repeated.", valueName: "kind"))
    var kind: [RunKind] = []

    @Option(help: ArgumentHelp("Only with these outcomes; may be repeated.", valueName: "outcome"))
    var outcome: [RunOutcome] = []

    @Option(help: ArgumentHelp("Only those that began at this time or later.", valueName: "time"))
    var since: TimeArgument?

    @Option(help: ArgumentHelp("Only the newest so many.", valueName: "n"))
    var latest = 50

    @Argument(help: "Only of these plans.")
    var plans: [String] = []

    func validate() throws {
        guard latest > 0 else { throw ValidationError("--latest wants a number from 1.") }
    }

    func execute(_ context: CommandContext) throws {
        let installation = try installation.load()
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let runs = try catalog.runs(
            environment: installation.environment,
            plans: plans,
            kinds: kind,
            outcomes: outcome,
            since: since?.instant,
            limit: latest
        ).reversed()
        if context.isJSON {
            for run in runs { try context.output.object("run") { RunListing.write(run, to: &$0) } }
        } else if !runs.isEmpty {
            for line in RunListing.table(Array(runs)).lines { try context.output.line(checked: line) }
        }
        let counts = RunListing.outcomes(Array(runs))
        let text = ProgressText.count(UInt64(runs.count), "run") + (runs.isEmpty ? "" : ": " + counts)
        try context.summary(text) { json in
            json.key("runs")
            json.number(runs.count)
        }
    }
}
