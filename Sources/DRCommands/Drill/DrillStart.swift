import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// `dr drill start`.
struct DrillStart: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Rehearse scenarios: bring the fault about, recover, measure, undo.",
        discussion: """
            With --dry-run nothing changes: all that only looks is performed, and what the rest needs is checked. \
            A drill changes only services that the environment marks with drill_allowed. It ends with code 0 when it \
            passes, 19 when an objective is missed, 18 when it may not begin, 1 otherwise. With --live the disaster is \
            there: the recovery is performed for good.
            """
    )

    @Argument(help: "The scenarios.")
    var scenarios: [String] = []

    @OptionGroup(title: "Drill options")
    var drill: DrillOptions

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        try drill.run(scenarios, folder, installation, context)
    }
}
