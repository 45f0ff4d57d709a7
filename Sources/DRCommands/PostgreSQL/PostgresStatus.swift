import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRWorkloads

/// `dr pg status`: what can be recovered, and how far the repository is behind.
struct PostgresStatus: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show which moments can be reached, gaps in the log, and how far the repository is behind.",
        usage: "dr pg status [options] [PLAN ...]",
        discussion: """
            Asks the servers and looks into the repositories now. The daemon does the same once a minute; 'dr status', \
            'dr metrics' and the alerts show what it saw. Ends with 0 when all is well, 1 otherwise.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "Plans")
    var selection: PlanSelection

    func execute(_ context: CommandContext) throws {
        let installation = try self.installation.load()
        let plans = try selection.names(installation)
            .filter { installation.configuration.plans[$0]?.postgresql != nil }
        guard !plans.isEmpty else {
            throw DRError(.usage, "no plan backs up a PostgreSQL cluster", object: installation.environment)
        }
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        var verdicts: [Verdict] = []
        for name in plans {
            let look = try ClusterLook(installation, plan: name, cancellation: context.cancellation) {
                [messages = context.messages] in messages.note("dr: " + $0)
            }
            let since = try catalog.knownSince(environment: installation.environment, plan: name)
            let sight = look.look(since: since)
            try catalog.save(sight.facts, environment: installation.environment)
            guard let source = installation.configuration.plans[name]?.postgresql else { continue }
            let findings = ClusterCheck(sight.facts, source, at: installation.clock.now).findings
            verdicts.append(findings.verdict)
            let listing = ClusterListing(sight, findings)
            try context.emit("cluster", text: listing.text) { listing.write(to: &$0) }
        }
        let verdict = verdicts.max() ?? .unknown
        if verdict > .good { context.outcome = .failed }
        try context.summary { json in
            json.key("verdict")
            json.string(verdict.rawValue)
        }
    }
}
