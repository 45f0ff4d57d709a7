import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr scenario show`.
struct ScenarioShow: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a scenario does, step by step."
    )

    @Argument(help: "The scenario.")
    var name: String

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        let scenario = try folder.folder(installation).scenario(name)
        guard context.isJSON else { return try show(scenario, context) }
        try context.output.object("scenario") { json in
            ScenarioListing.write(scenario, to: &json)
            json.key("blocks")
            json.beginObject()
            for block in scenario.blocks {
                json.key(block.key)
                json.beginArray()
                for step in block.steps { ScenarioListing.write(step, to: &json) }
                json.endArray()
            }
            json.endObject()
        }
        try context.summary()
    }

    private func show(_ scenario: Scenario, _ context: CommandContext) throws {
        let objectives = scenario.objectives
        var lines = [Printable.text(scenario.title)]
        if let description = scenario.description { lines.append(Printable.text(description)) }
        lines.append("")
        lines.append("service    \(scenario.service)")
        lines.append("RTO        \(objectives.rto.map(DurationText.format) ?? "-"), from \(objectives.clock.rawValue)")
        lines.append("RPO        \(ScenarioListing.rpo(objectives))")
        lines.append(
            "calendar   dry run every \(DurationText.format(scenario.calendar.dryRun)), full test every "
                + DurationText.format(scenario.calendar.full)
        )
        let changed = Set(scenario.changedServices.map(\.name)).sorted()
        lines.append("changes    \(changed.isEmpty ? "nothing" : changed.joined(separator: ", "))")
        for block in scenario.blocks where !block.steps.isEmpty {
            lines.append("")
            lines.append(block.key)
            lines += block.steps.flatMap { ScenarioListing.line($0, indent: 1) }
        }
        for line in lines { try context.output.line(checked: line) }
        try context.summary()
    }
}
