import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr drill calendar`.
struct DrillCalendarCommand: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "Show when which scenario is to be rehearsed, and what is overdue.",
        discussion:
            "It ends with code 19 when something is overdue, and with 15 when a drill that may count was changed afterwards."
    )

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        let folder = try folder.folder(installation)
        let now = place.installation.clock.now
        let drills = try DrillHistory(place.store).all()
        let agenda = try DrillAgenda(place, folder, drills)
        var table = Table([("SCENARIO", .left), ("KIND", .left), ("LAST", .left), ("DUE", .left)])
        var overdue = 0
        for due in agenda.due() {
            if due.isOverdue(at: now) { overdue += 1 }
            if context.isJSON {
                try context.output.object("due") { json in
                    json.key("scenario")
                    json.string(due.scenario)
                    json.key("kind")
                    json.string(due.kind.rawValue)
                    json.key("last")
                    if let last = due.last { json.time(last) } else { json.null() }
                    json.key("due")
                    if let time = due.due { json.time(time) } else { json.null() }
                    json.key("overdue")
                    json.bool(due.isOverdue(at: now))
                }
            } else {
                let time = due.due.map(LocalTime.text) ?? "now"
                table.add([
                    due.scenario, due.kind.rawValue, due.last.map(LocalTime.text) ?? "never",
                    due.isOverdue(at: now) ? time + "  overdue" : time,
                ])
            }
        }
        if !context.isJSON { for line in table.lines { try context.output.line(checked: line) } }
        try context.summary("\(overdue) overdue") { json in
            json.key("overdue")
            json.number(overdue)
        }
        if overdue > 0 { context.outcome = .objectiveMissed }
        DrillDistrust.tell(drills.filter { $0.belongs(to: place.installation.environment) }, context)
    }
}
