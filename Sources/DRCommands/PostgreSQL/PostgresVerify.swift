import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRWorkloads

/// `dr pg verify`: proves that a cluster can be recovered.
struct PostgresVerify: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recover clusters into a scratch directory and check everything in them.",
        usage: "dr pg verify [options] [PLAN ...]",
        discussion: """
            The newest base backup is restored, a server of its own recovers to the end of the log or to a moment, \
            cut off from the world; then pg_amcheck reads all tables and indexes, pg_dump all rows, the checks of the \
            plan must be true, and pg_checksums reads all pages. The scratch directory is removed. How long it took is \
            the measured recovery time; one above the RTO of the plan ends with code 19.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "The moment")
    var moment: MomentOptions

    @Argument(help: "Only these plans (default: all enabled ones of clusters).")
    var plans: [String] = []

    func execute(_ context: CommandContext) throws {
        let installation = try self.installation.load()
        let clusters = installation.configuration.plans.filter { $0.value.postgresql != nil && $0.value.isEnabled }
        let names = plans.isEmpty ? clusters.keys.sorted() : plans
        guard !names.isEmpty else {
            throw DRError(.usage, "no plan of a PostgreSQL cluster is enabled", object: installation.environment)
        }
        for name in names where try installation.plan(name).postgresql == nil {
            throw DRError(.usage, "this is not the plan of a PostgreSQL cluster", object: name)
        }
        let job = try context.jobContext(installation)
        let runner = JobRunner(
            context: job,
            guards: Standard.guards(job),
            works: [.restoreTest: ClusterTestWork(moment.target, in: try AbsolutePath.of(moment.scratch))],
            listeners: Standard.listeners(job)
        )
        var runs: [RunRecord] = []
        for name in names {
            try context.cancellation.check()
            let run = runner.run(Job(plan: name, kind: .restoreTest))
            runs.append(run)
            try show(run, context)
        }
        runner.finish()
        let worst = WorstOutcome.code(of: runs)
        context.outcome = worst
        try context.summary { json in
            json.key("plans")
            json.number(runs.count)
            json.key("exit_code")
            json.number(Int(worst?.rawValue ?? 0))
        }
    }

    private func show(_ run: RunRecord, _ context: CommandContext) throws {
        if context.isJSON {
            try context.output.object("run") { RunListing.write(run, to: &$0) }
        } else if run.error == nil {
            let seconds = run.ended.map { $0.seconds(since: run.started) } ?? 0
            try context.output.line(
                checked: "\(run.plan): recovered and checked, "
                    + "\(ByteCount.format(UInt64(clamping: run.bytesRead ?? 0))) in \(Int(seconds.rounded(.up))) s"
            )
        }
        guard let error = run.error else { return }
        context.messages.write(
            MessageText.of("plan \(run.plan): \(error.message)", object: error.object, next: error.hint)
        )
    }
}
