import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr scenario check`.
struct ScenarioCheck: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check scenarios, and whether an environment has what they name.",
        discussion:
            "With -e also against that environment. Everything that is wrong is told at once; the exit code is 13."
    )

    @Argument(help: "The scenarios (default: all).")
    var names: [String] = []

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        let folder = try folder.folder(installation)
        let configuration = try installation.environment == nil ? nil : installation.load().configuration
        let names = try self.names.isEmpty ? folder.names() : self.names
        var problems: [any CustomStringConvertible & Sendable] = []
        var bad = 0
        for name in names {
            do {
                let scenario = try folder.scenario(name)
                if let configuration { try scenario.check(against: configuration) }
                try context.emit("scenario", text: "\(name): good") { json in
                    json.key("name")
                    json.string(name)
                    json.key("steps")
                    json.number(scenario.blocks.flatMap(\.steps).flatMap(\.all).count)
                }
            } catch let error as DRError where error.code == .configurationInvalid && !error.details.isEmpty {
                problems += error.details
                bad += 1
            }
        }
        guard problems.isEmpty else {
            let count = problems.count == 1 ? "a problem" : "\(problems.count) problems"
            throw DRError(
                .configurationInvalid,
                "\(bad) of \(names.count) scenarios have \(count)",
                object: folder.path,
                details: problems
            )
        }
        try context.summary("\(names.count) scenarios are good") { json in
            json.key("scenarios")
            json.number(names.count)
        }
    }
}
