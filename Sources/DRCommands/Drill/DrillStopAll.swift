import ArgumentParser
import DRCore
import DROperations
import DRRecovery
import DRRepository

/// `dr drill stop-all`.
struct DrillStopAll: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop-all",
        abstract: "Stop all drills of this machine at once; they undo what they did.",
        discussion: "No drill begins until dr drill stop-all --release."
    )

    @Flag(help: "Let drills begin again.")
    var release = false

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        if release {
            try place.store.release()
        } else {
            try place.store.stopAll("pulled by \(place.user)")
        }
        let running = try place.store.ids().filter { try DrillJournal.isHeld(place.store.journal($0)) }
        let text = release ? "drills may begin again" : "the lever is pulled; \(running.count) drills are running"
        for id in running { context.messages.note("dr: \(id) stops and undoes what it did") }
        try context.summary(text) { json in
            json.key("stopped")
            json.bool(!release)
            json.key("running")
            json.strings(running)
        }
    }
}
