import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr schedule list`: what each plan does next, and what came of its last runs.
struct ScheduleList: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the next runs of each plan and the results of the last ones.",
        usage: "dr schedule list [options] [PLAN ...]",
        discussion: "Times are those of the plan's zone; with --json they are in UTC."
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Option(help: ArgumentHelp("So many of the next runs of each plan.", valueName: "n"))
    var count = 5

    @Argument(help: "Only these plans.")
    var plans: [String] = []

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count wants a number from 1 to 1000.") }
    }

    func execute(_ context: CommandContext) throws {
        let installation = try self.installation.load()
        for name in plans { _ = try installation.plan(name) }
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let outlooks = try PlanOutlook.all(
            ScheduledPlan.all(in: installation).filter { plans.isEmpty || plans.contains($0.name) },
            environment: installation.environment,
            catalog: catalog,
            now: installation.clock.now,
            count: count
        )
        if context.isJSON {
            for outlook in outlooks { try context.output.object("plan") { Self.write(outlook, to: &$0) } }
        } else if !outlooks.isEmpty {
            for line in Self.table(outlooks).lines { try context.output.line(checked: line) }
        }
        try context.summary("\(outlooks.count) plan\(outlooks.count == 1 ? "" : "s")") { json in
            json.key("plans")
            json.number(outlooks.count)
        }
    }

    private static func table(_ outlooks: [PlanOutlook]) -> Table {
        var table = Table([("Plan", .left), ("Next", .left), ("Kind", .left), ("Last result", .left)])
        for outlook in outlooks {
            let zone = outlook.plan.zone
            table.add([
                [outlook.plan.name, zone.name],
                outlook.next.map { ZoneTime.text($0.due, zone) },
                outlook.next.map(\.kind.rawValue),
                outlook.last.isEmpty ? ["never ran"] : outlook.last.map { result($0, zone) },
            ])
        }
        return table
    }

    private static func result(_ run: RunRecord, _ zone: TimeZoneRules) -> String {
        var text = "\(run.kind.rawValue) \(run.outcome.rawValue) \(ZoneTime.text(run.ended ?? run.started, zone))"
        if let seconds = run.seconds { text += ", \(Int(seconds.rounded(.up))) s" }
        if let message = run.message { text += ": " + Printable.text(message) }
        return text
    }

    private static func write(_ outlook: PlanOutlook, to json: inout JSONWriter) {
        json.key("plan")
        json.string(outlook.plan.name)
        json.key("timezone")
        json.string(outlook.plan.zone.name)
        json.key("next")
        json.beginArray()
        for run in outlook.next {
            json.beginObject()
            json.key("kind")
            json.string(run.kind.rawValue)
            json.key("occurrence")
            json.time(run.occurrence)
            json.key("due")
            json.time(run.due)
            json.endObject()
        }
        json.endArray()
        json.key("last")
        json.beginArray()
        for run in outlook.last {
            json.beginObject()
            json.key("kind")
            json.string(run.kind.rawValue)
            json.key("outcome")
            json.string(run.outcome.rawValue)
            json.key("started")
            json.time(run.started)
            if let ended = run.ended {
                json.key("ended")
                json.time(ended)
            }
            if let message = run.message {
                json.key("message")
                json.string(message)
            }
            json.endObject()
        }
        json.endArray()
    }
}
