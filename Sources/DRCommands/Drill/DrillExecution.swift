import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// Runs drills one after another and shows what came of them.
struct DrillExecution {
    let place: DrillPlace
    let folder: ScenarioFolder
    let mode: DrillMode
    let assumesYes: Bool

    /// Runs the drills; a drill that fails does not keep the next one from running, one that was not undone does.
    ///
    /// - Throws: `DRError` when a drill may not begin, or its record cannot be written.
    func run(_ names: [String], _ context: CommandContext) throws {
        var worst: DRError.Code?
        var passed = 0
        // Everything that is wrong with the scenarios is told before the first of them runs.
        let requests = try names.map { name in
            let file = try folder.text(name)
            return try place.request(Scenario.parse(file, name: name), file, mode)
        }
        for request in requests {
            try context.cancellation.check()
            let record = try run(request, context)
            try DrillListing.show(record, directory: place.store.directory(record.id), context)
            if let code = record.exitCode { worst = worst ?? code } else { passed += 1 }
            guard record.reverseFailures.isEmpty else { break }
        }
        try context.summary(requests.count == 1 ? nil : "\(passed) of \(requests.count) drills as they should be") {
            json in
            json.key("drills")
            json.number(requests.count)
            json.key("good")
            json.number(passed)
        }
        context.outcome = worst
    }

    private func run(_ request: DrillRequest, _ context: CommandContext) throws -> DrillRecord {
        let service = request.scenario.service
        let lock = try place.store.lock(service: service)
        if let open = try unfinished(service, context) {
            throw DRError(
                .refusedByGuardrail,
                "a drill of this service was not finished",
                object: open,
                hint: "dr drill rollback \(open), or dr drill resume \(open)"
            )
        }
        // A dry run asks nobody.
        let world = try place.world(context, assumesYes: assumesYes || mode == .dryRun)
        return try withExtendedLifetime(lock) {
            try guarded(service, context) {
                let ledger = DrillLedger(place.installation)
                try ledger.noteBegin(request.scenario.name, mode: mode.rawValue)
                let record = try DrillRun.begin(request, world, place.store).run()
                try ledger.noteEnd(record, in: place.store.directory(record.id))
                return record
            }
        }
    }

    /// A drill of a service that was not finished.
    ///
    /// A journal that was changed may hide one, which keeps drills from beginning, but not the recovery from a disaster.
    private func unfinished(_ service: String, _ context: CommandContext) throws -> String? {
        do {
            return try DrillHistory(place.store).unfinished(service: service).first
        } catch let error as DRError where error.code == .integrity && mode != .drill {
            context.messages.warning(error.message, object: error.object, next: error.hint)
            return nil
        }
    }

    /// Holds what changes anything to the guardrails of the environment; an approval is used up by it.
    private func guarded(_ service: String, _ context: CommandContext, _ body: () throws -> DrillRecord) throws
        -> DrillRecord
    {
        guard mode != .dryRun else { return try body() }
        let operation: GuardedOperation = mode == .live ? .failover : .drill
        return try place.watched(context, { try $0.begin(operation, on: service) }, body)
    }
}
