import ArgumentParser
import DRCore
import DROperations
import DRRecovery
import DRRepository

/// `dr drill list`.
struct DrillList: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the drills of this machine.",
        discussion: "It ends with code 15 when the journal or the record of one is not what was written."
    )

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let drills = try DrillHistory(DrillPlace(installation).store).all()
        var table = Table([
            ("DRILL", .left), ("BEGAN", .left), ("MODE", .left), ("STATUS", .left), ("VERDICT", .left), ("RTA", .right),
            ("RPA", .right),
        ])
        for drill in drills {
            if context.isJSON {
                try context.output.object("drill") { drill.writeMembers(to: &$0) }
            } else {
                table.add([
                    Printable.text(drill.id), LocalTime.text(drill.began), drill.mode, drill.status, drill.verdict,
                    drill.recoveryTime.map { $0 + " s" } ?? "-", drill.recoveryPoint.map { $0 + " s" } ?? "-",
                ])
            }
        }
        if !context.isJSON { for line in table.lines { try context.output.line(checked: line) } }
        try context.summary("\(drills.count) drills") { json in
            json.key("drills")
            json.number(drills.count)
        }
        DrillDistrust.tell(drills, context)
    }
}
