import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// Takes up a drill whose process died.
struct DrillTakeover {
    let place: DrillPlace
    let assumesYes: Bool

    /// Ends the drill; the command succeeds when the steady state is back and nothing is left.
    ///
    /// - Throws: `DRError` when it cannot be taken up, or something could not be undone.
    func run(_ name: String, _ context: CommandContext, _ body: (DrillRun) throws -> DrillRecord) throws {
        let id = try place.store.find(name)
        let header = try JournalReplay(DrillJournal.read(place.store.journal(id)).records).header
        let service = header["service"] ?? ""
        let lock = try place.store.lock(service: service)
        let record = try withExtendedLifetime(lock) {
            let world = try place.world(context, assumesYes: assumesYes)
            let run = try DrillRun.reopen(id, world, place.store) { replay, file in
                let scenario = try Scenario.parse(file, name: replay.header["scenario"] ?? "")
                return try place.request(scenario, file, DrillMode(rawValue: replay.header["mode"] ?? "") ?? .drill)
            }
            let operation: GuardedOperation = header["mode"] == DrillMode.live.rawValue ? .failover : .drill
            let record = try place.watched(context, { try $0.takeUp(operation, on: service) }) { try body(run) }
            try DrillLedger(place.installation).noteEnd(record, in: place.store.directory(id))
            return record
        }
        try DrillListing.show(record, directory: place.store.directory(id), context)
        guard record.reverseFailures.isEmpty, record.facts.isRestored != false, record.facts.isClean != false else {
            throw DRError(
                .failed,
                "not everything could be undone",
                object: id,
                hint: "mend what is named, then run dr drill rollback \(id) again",
                details: record.reverseFailures
                    + record.steps.filter { $0.block == "cleanup" && $0.state == .failed }.map {
                        "cleanup: \($0.name): \($0.detail)"
                    }
            )
        }
        try context.summary("undone; the steady state is back")
    }
}
