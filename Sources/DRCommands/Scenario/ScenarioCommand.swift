import ArgumentParser

/// Everything about the descriptions of disasters.
struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Look at and check the descriptions of disasters.",
        subcommands: [ScenarioList.self, ScenarioShow.self, ScenarioCheck.self, ScenarioSchema.self]
    )
}
