import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

extension DrillFindings {
    /// `dr drill findings list`.
    struct List: DrillAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the findings that are open, the earliest date first.",
            discussion: """
                A finding is open until a later drill of its scenario does not show it any more, or somebody closes it. \
                The exit code is 19 when one is overdue, and 15 when the journal or the record of a drill is not what was \
                written: what such a drill found is not known.
                """
        )

        @Flag(help: "Also those that were mended, found again later, or closed.")
        var all = false

        @OptionGroup
        var access: DrillAccessOptions

        func execute(_ context: CommandContext) throws {
            let place = try DrillPlace(installation)
            let now = place.installation.clock.now
            let drills = try DrillHistory(place.store).all().filter { $0.belongs(to: place.installation.environment) }
            let register = FindingRegister(drills.compactMap(\.registered))
            let entries = all ? register.entries : register.open
            var table = Table([
                ("Finding", .left), ("Severity", .left), ("State", .left), ("Due", .left), ("What", .left),
            ])
            for entry in entries {
                if context.isJSON {
                    try context.output.object("finding") { FindingListing.write(entry, at: now, to: &$0) }
                } else {
                    table.add(FindingListing.row(entry, at: now))
                }
            }
            if !context.isJSON, !entries.isEmpty { for line in table.lines { try context.output.line(checked: line) } }
            let overdue = register.overdue(at: now).count
            try context.summary("\(register.open.count) open, \(overdue) of them overdue") { json in
                json.key("open")
                json.number(register.open.count)
                json.key("overdue")
                json.number(overdue)
            }
            if overdue > 0 { context.outcome = .objectiveMissed }
            DrillDistrust.tell(drills, context)
        }
    }
}
