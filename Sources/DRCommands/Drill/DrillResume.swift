import ArgumentParser
import DRCore
import DROperations
import DRRecovery

/// `dr drill resume`.
struct DrillResume: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a drill whose process died, then undo it."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill: String

    @Flag(help: "Answer all questions with yes; the report says that nobody was asked.")
    var assumeYes = false

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        try DrillTakeover(place: place, assumesYes: assumeYes).run(drill, context) { try $0.resume() }
    }
}
