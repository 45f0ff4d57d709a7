import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr schedule simulate`: what would run in a range of time, and what follows from it.
struct ScheduleSimulate: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Tell what would run, the data at risk and the growth of the storage.",
        usage: "dr schedule simulate [options]",
        discussion: """
            The data at risk is the longest time between two backups and the time that the longest backup of the last \
            90 days took. The growth is that of the same backups, before retention frees anything; without backups \
            both are unknown.
            """
    )

    private static let historyDays: Int64 = 90

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Option(help: ArgumentHelp("Where the range begins (default: now).", valueName: "time"))
    var from: TimeArgument?

    @Option(help: ArgumentHelp("Where it ends (default: a week after its begin).", valueName: "time"))
    var to: TimeArgument?

    @Flag(help: "List every run.")
    var runs = false

    @Argument(help: "Only these plans.")
    var plans: [String] = []

    func execute(_ context: CommandContext) throws {
        let installation = try self.installation.load()
        for name in plans { _ = try installation.plan(name) }
        let now = installation.clock.now
        let start = from?.instant ?? Timestamp(seconds: now.seconds)
        let end = to?.instant ?? Timestamp(seconds: start.seconds + 7 * 86_400)
        guard start < end, end.seconds - start.seconds <= 3660 * 86_400 else {
            throw DRError(
                .usage,
                "the range ends before it begins, or is longer than ten years",
                object: "\(RFC3339.format(start)) to \(RFC3339.format(end))",
                hint: "give --from and --to"
            )
        }
        let chosen = try ScheduledPlan.all(in: installation).filter { plans.isEmpty || plans.contains($0.name) }
        let history = try Catalog(stateDirectory: installation.stateDirectory).backupFigures(
            environment: installation.environment,
            since: Timestamp(seconds: now.seconds - Self.historyDays * 86_400)
        )
        let forecasts = chosen.map { PlanForecast($0, from: start, to: end, history: history[$0.name] ?? [:]) }
        if runs { try listRuns(chosen, from: start, to: end, context) }
        try ForecastListing(forecasts, from: start, to: end).show(context)
    }

    /// All runs in the order of their time.
    private func listRuns(
        _ plans: [ScheduledPlan],
        from start: Timestamp,
        to end: Timestamp,
        _ context: CommandContext
    ) throws {
        let all = plans.flatMap { plan in
            plan.calendar(since: start).plannedRuns(from: start, to: end).map { (plan: plan, run: $0) }
        }
        for (plan, run) in all.sorted(by: { ($0.run.due, $0.plan.name) < ($1.run.due, $1.plan.name) }) {
            try context.emit(
                "run",
                text: "\(ZoneTime.text(run.due, plan.zone)) \(plan.zone.name)  \(plan.name)  \(run.kind.rawValue)"
            ) { json in
                json.key("plan")
                json.string(plan.name)
                json.key("kind")
                json.string(run.kind.rawValue)
                json.key("occurrence")
                json.time(run.occurrence)
                json.key("due")
                json.time(run.due)
            }
        }
    }
}
