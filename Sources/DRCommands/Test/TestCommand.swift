import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr test`: tries whether plans can be restored.
struct TestCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Try to restore plans, or rehearse disasters, and measure how long that takes.",
        usage: "dr test [options] [PLAN ...]\n       dr test --scenario NAME [--dry-run] | --all [--dry-run]",
        discussion: """
            With --scenario or --all disasters are rehearsed as dr drill start does.

            Otherwise random files of a random snapshot are restored into a scratch directory in the state directory, \
            with --whole all files of the newest one, which also measures how long a restore takes. Every file is \
            read again and compared with the snapshot, a sample of them also with sources that have not changed since. \
            The scratch directory is removed. A restore that takes longer than the RTO of the plan ends with code 19.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "Drill options")
    var drill: DrillOptions

    @OptionGroup(title: "Scenario options")
    var folder: ScenarioFolderOptions

    @Option(help: ArgumentHelp("Rehearse this scenario; may repeat.", valueName: "name"))
    var scenario: [String] = []

    @Flag(help: "Restore everything.")
    var whole = false

    @Argument(help: "Only these plans (default: all that are enabled).")
    var plans: [String] = []

    func execute(_ context: CommandContext) throws {
        if drill.all || !scenario.isEmpty {
            guard plans.isEmpty, !whole else { throw DRError(.usage, "plans and scenarios exclude each other") }
            return try drill.run(scenario, folder, self.installation, context)
        }
        guard !drill.dryRun, !drill.live, drill.confirm == nil, !drill.assumeYes else {
            throw DRError(.usage, "these options are for scenarios", hint: "name one with --scenario, or use --all")
        }
        let installation = try self.installation.load()
        for name in plans { _ = try installation.plan(name) }
        let enabled = installation.configuration.plans.filter(\.value.isEnabled).keys.sorted()
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let job = JobContext(installation: installation, catalog: catalog, cancellation: context.cancellation) {
            [messages = context.messages] in messages.note("dr: \($0)")
        }
        let runner = JobRunner(
            context: job,
            guards: Standard.guards(job),
            works: [.restoreTest: RestoreTestWork(whole ? .whole : .sample)],
            listeners: Standard.listeners(job)
        )
        defer { runner.finish() }
        var failed: DRError?
        let names = plans.isEmpty ? enabled : plans
        for name in names {
            try context.cancellation.check()
            let run = runner.run(Job(plan: name, kind: .restoreTest))
            let listing = RestoreTestListing(
                run,
                try catalog.restoreTest(of: run),
                try estimate(run, installation, catalog)
            )
            try listing.show(context)
            if let error = run.error, !run.outcome.isUsable {
                context.messages.warning("\(name): \(error.message)", object: error.object, next: error.hint)
                failed = failed ?? error
            }
        }
        try context.summary { json in
            json.key("plans")
            json.number(names.count)
            json.key("failed")
            json.bool(failed != nil)
        }
        context.outcome = failed?.code
    }

    private func estimate(_ run: RunRecord, _ installation: Installation, _ catalog: Catalog) throws -> RestoreTime {
        RestoreTime(
            try installation.plan(run.plan).objectives.rto,
            planBytes: run.bytesProcessed ?? 0,
            measured: try catalog.lastRestoreTest(
                environment: installation.environment,
                plan: run.plan,
                scope: .whole
            )
        )
    }
}
