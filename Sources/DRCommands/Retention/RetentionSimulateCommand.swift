import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension RetentionCommand {
    /// `dr retention simulate`: what becomes of plans in a year.
    struct Simulate: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "simulate",
            abstract: "Show what schedule and policy make of plans in the time to come.",
            usage: "dr retention simulate [options] [PLAN ...]",
            discussion: """
                It begins with the snapshots that there are and supposes that every run succeeds. Storage is estimated \
                from what earlier backups have added: the least, where the same files change again and again, and \
                the most, where each backup adds something else.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(help: ArgumentHelp("How far to look ahead.", valueName: "n"))
        var days = 365

        @Option(help: ArgumentHelp("Another policy than that of the plan.", valueName: "name"))
        var policy: String?

        @OptionGroup
        var selection: PlanSelection

        func validate() throws {
            guard 1...3660 ~= days else { throw ValidationError("--days wants a number from 1 to 3660.") }
        }

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let job = try context.jobContext(installation)
            let shelves = ShelfCache(job.repositories, remembers: true)
            let plans = try selection.names(installation)
            for plan in plans {
                let shelf = try shelves.shelf(installation.plan(plan).repository)
                let history = try PlanHistory(plan, on: shelf, installation, job.catalog)
                let simulation = try history.simulation(installation, days: days, policy: policy)
                if context.isJSON {
                    try write(simulation, history, context)
                } else {
                    try show(simulation, history, context)
                }
            }
            try context.summary { json in
                json.key("days")
                json.number(days)
                json.key("plans")
                json.strings(plans)
            }
        }

        private func show(_ simulation: RetentionSimulation, _ history: PlanHistory, _ context: CommandContext) throws {
            try context.output.line(checked: "plan \(history.plan)")
            var table = Table([("Date", .left), ("Snapshots", .right), ("Oldest", .left), ("Storage", .left)])
            for step in simulation.steps {
                let storage = step.storage.map { "\(size($0.lowerBound)) to \(size($0.upperBound))" }
                table.add([
                    LocalTime.text(step.time), "\(step.snapshots)", step.oldest.map(LocalTime.text) ?? "",
                    storage ?? "NOT_MEASURED",
                ])
            }
            for line in table.lines { try context.output.line(checked: line) }
            let note = simulation.isScheduled ? "" : "; retention is not scheduled, so it was applied once a day"
            try context.output.line(
                checked: "\(simulation.backups) backups, \(simulation.removed) snapshots removed, "
                    + "\(simulation.peak) at most at once\(note)"
            )
            let samples = history.sizes?.samples ?? 0
            let basis = "storage rests on \(ProgressText.count(UInt64(samples), "backup")) after the first"
            try context.output.line(checked: samples > 0 ? basis : "storage needs two backups to rest on")
            try context.output.line(checked: "")
        }

        private func size(_ bytes: UInt64) -> String { ByteCount.format(bytes) }

        private func write(_ simulation: RetentionSimulation, _ history: PlanHistory, _ context: CommandContext) throws
        {
            for step in simulation.steps {
                try context.output.object("step") { json in
                    json.key("plan")
                    json.string(history.plan)
                    json.key("time")
                    json.time(step.time)
                    json.key("snapshots")
                    json.number(step.snapshots)
                    if let oldest = step.oldest {
                        json.key("oldest")
                        json.time(oldest)
                    }
                    if let storage = step.storage {
                        json.key("storage_least_bytes")
                        json.number(storage.lowerBound)
                        json.key("storage_most_bytes")
                        json.number(storage.upperBound)
                    }
                }
            }
            try context.output.object("plan") { json in
                json.key("plan")
                json.string(history.plan)
                json.key("backups")
                json.number(simulation.backups)
                json.key("removed")
                json.number(simulation.removed)
                json.key("peak")
                json.number(simulation.peak)
                json.key("retention_scheduled")
                json.bool(simulation.isScheduled)
                json.key("samples")
                json.number(history.sizes?.samples ?? 0)
            }
        }
    }
}
