import ArgumentParser
import DRCore
import DROperations
import DRRecovery

/// `dr drill rollback`.
struct DrillRollback: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Undo a drill whose process died."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill: String

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        try DrillTakeover(place: place, assumesYes: false).run(drill, context) { try $0.rollBack() }
    }
}
