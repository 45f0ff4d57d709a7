import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr scenario list`.
struct ScenarioList: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the scenarios.")

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        let folder = try folder.folder(installation)
        let scenarios = try folder.names().map { try folder.scenario($0) }
        var table = Table([
            ("NAME", .left), ("RTO", .right), ("RPO", .right), ("SERVICE", .left), ("TITLE", .left),
        ])
        for scenario in scenarios {
            let objectives = scenario.objectives
            if context.isJSON {
                try context.output.object("scenario") { ScenarioListing.write(scenario, to: &$0) }
            } else {
                table.add([
                    scenario.name, objectives.rto.map(DurationText.format) ?? "-", ScenarioListing.rpo(objectives),
                    Printable.text(scenario.service), Printable.text(scenario.title),
                ])
            }
        }
        if !context.isJSON { for line in table.lines { try context.output.line(checked: line) } }
        try context.summary("\(scenarios.count) scenarios") { json in
            json.key("scenarios")
            json.number(scenarios.count)
        }
    }
}
