import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr catalog rebuild`: finds the backups of plans in the repositories.
struct CatalogRebuild: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Add the backups that the repositories know to the catalog.",
        usage: "dr catalog rebuild [options]",
        discussion: """
            For a machine that lost its state directory, or is new. Each snapshot of a plan of this environment becomes \
            a run, unless the catalog knows it. What leaves no snapshot is lost: failures, verifications, tests.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let installation = try installation.load()
        let job = JobContext(
            installation: installation,
            catalog: try Catalog(stateDirectory: installation.stateDirectory),
            cancellation: context.cancellation,
            note: { [messages = context.messages] in messages.warning($0) }
        )
        let report = try CatalogRebuilding.run(job)
        for (name, error) in report.unreachable {
            context.messages.warning("\(error.message)", object: "repository \(name)", next: error.hint)
        }
        let snapshots = ProgressText.count(UInt64(report.snapshots), "snapshot")
        try context.summary("\(snapshots) of plans found, \(report.added) added to the catalog") { json in
            json.key("snapshots")
            json.number(report.snapshots)
            json.key("added")
            json.number(report.added)
            json.key("repositories")
            json.number(report.repositories)
            json.key("unreachable")
            json.strings(report.unreachable.map(\.name))
        }
        context.outcome = report.unreachable.first?.error.code
    }
}
