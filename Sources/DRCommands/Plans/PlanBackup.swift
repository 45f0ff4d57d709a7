import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRWorkloads

/// Backs up plans of a configuration, one after the other.
struct PlanBackup {
    /// The plans by name; empty for all that the scheduler runs.
    let plans: [String]
    let kind: RunKind
    /// Whether the repository may grow by any share.
    let allowsGrowth: Bool
    /// How long locks and other runs are waited for, in seconds.
    let wait: Double

    /// Runs the plans; the worst of what became of them is the exit code.
    func run(_ options: InstallationOptions, _ context: CommandContext) throws {
        let installation = try options.loadForRuns(context) { installation, _ in
            let declared = installation.configuration.plans
            let wanted = plans.isEmpty ? declared.filter(\.value.isEnabled).keys.sorted() : plans
            return wanted.filter { declared[$0] != nil }.map { Job(plan: $0, kind: kind) }
        }
        let names = try chosen(installation)
        let display = PlanDisplay(context.messages)
        let job = try jobContext(installation, context)
        try ConfigurationAlarm.end(installation, job.catalog)
        let runner = runner(job, display)
        defer { runner.finish() }
        var runs: [RunRecord] = []
        for name in names where !context.cancellation.isCancelled {
            if !context.isJSON, names.count > 1 { try context.output.line(checked: "plan \(name)") }
            let run = try ProgressDisplay.show(name, context.messages) {
                display.sample
            } while: {
                runner.run(Job(plan: name, kind: kind))
            }
            try show(run, display.takeReport(), context)
            runs.append(run)
        }
        try conclude(runs, of: names.count, context)
    }

    private func chosen(_ installation: Installation) throws -> [String] {
        for name in plans { _ = try installation.plan(name) }
        let names =
            plans.isEmpty ? installation.configuration.plans.filter(\.value.isEnabled).keys.sorted() : plans
        guard !names.isEmpty else {
            throw DRError(
                .usage,
                "no plan is enabled",
                object: installation.environment,
                hint: "name the plans that are to run"
            )
        }
        return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func jobContext(_ installation: Installation, _ context: CommandContext) throws -> JobContext {
        JobContext(
            installation: installation,
            catalog: try Catalog(stateDirectory: installation.stateDirectory),
            cancellation: context.cancellation,
            lockWait: wait,
            planWait: wait,
            note: { [messages = context.messages] in messages.note("dr: " + $0) }
        )
    }

    private func runner(_ job: JobContext, _ display: PlanDisplay) -> JobRunner {
        var works = Standard.works()
        for kind in [RunKind.full, .incremental] {
            works[kind] = BackupWork(observer: display, allowsGrowth: allowsGrowth)
        }
        return JobRunner(
            context: job,
            guards: Standard.guards(job),
            works: works,
            listeners: Standard.listeners(job)
        )
    }

    /// Shows what became of a plan.
    private func show(_ run: RunRecord, _ report: BackupReport?, _ context: CommandContext) throws {
        if let report {
            let summary = BackupSummary(report, isDryRun: false)
            try summary.showFindings(context)
            try context.emit("backup", text: summary.text) { json in
                json.key("plan")
                json.string(run.plan)
                summary.write(to: &json)
            }
        }
        if context.isJSON { try context.output.object("run") { RunListing.write(run, to: &$0) } }
        guard let error = run.error else { return }
        context.messages.write(
            MessageText.of("plan \(run.plan): \(error.message)", object: error.object, next: error.hint)
        )
    }

    private func conclude(_ runs: [RunRecord], of count: Int, _ context: CommandContext) throws {
        let worst = WorstOutcome.code(of: runs)
        context.outcome = worst
        let text = count > 1 ? "\(ProgressText.count(UInt64(count), "plan")): \(RunListing.outcomes(runs))" : nil
        try context.summary(text) { json in
            json.key("plans")
            json.number(count)
            for outcome in [RunOutcome.succeeded, .incomplete, .failed, .refused, .interrupted] {
                json.key(outcome.rawValue)
                json.number(runs.count { $0.outcome == outcome })
            }
            json.key("exit_code")
            json.number(Int(worst?.rawValue ?? 0))
        }
        // Plans that a stop kept from beginning were not backed up.
        if runs.count < count { try context.cancellation.check() }
    }
}
