import ArgumentParser
import DRCore
import DROperations
import DRRecovery

/// `dr drill rollback`.
struct DrillRollback: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Undo a drill whose process died."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill: String

    @OptionGroup(title: "Environment options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        try DrillTakeover(place: place, assumesYes: false).run(drill, context) { try $0.rollBack() }
    }
}
