import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Undoes the drill, judges it and writes its record.
    ///
    /// - Throws: `DRError` when the record cannot be written.
    func conclude() throws -> DrillRecord {
        do {
            if try mustUndo() { try undo() }
        } catch {
            // Without a journal nothing more is done; the drill stays open and can be rolled back later.
            state.withLock { $0.reverseFailures.append("\(error)") }
            world.note("rollback: \(error)")
        }
        state.withLock { state in
            state.ended = clock.now
            // In a disaster the prechecks say only what they see.
            let unjudged = request.mode == .live ? ["rollback", "prechecks"] : ["rollback"]
            let tolerated = state.results.filter { $0.isTolerated && !unjudged.contains($0.block) }
            state.facts.failedSteps += tolerated.map { "\($0.block): \($0.name)" }
            state.facts.isCleanPoint = state.facts.isCleanPoint ?? Self.cleanPoint(state)
        }
        if replay != nil || state.withLock({ $0.hasBegun }) { communicate(.end) }
        let snapshot = state.withLock { $0 }
        let keepsWhatWasDone = request.mode == .live
        if snapshot.toReverse.isEmpty || keepsWhatWasDone, snapshot.reverseFailures.isEmpty {
            try journal.append(.closed, "", ["status": snapshot.facts.status.rawValue])
        }
        let record = DrillRecord(
            self,
            snapshot,
            earlier: try DrillHistory(store).results(
                of: scenario.name,
                in: request.environment.environment,
                before: id
            )
        )
        try record.store(in: directory)
        return record
    }

    /// A drill undoes whatever it began.
    ///
    /// A failover that succeeded stays; one that stopped half-way waits for a person.
    private func mustUndo() throws -> Bool {
        guard request.mode == .drill else { return false }
        return state.withLock { !$0.toReverse.isEmpty || $0.facts.timeline.fault != nil } || replay?.faultBegan == true
    }

    /// Whether what was restored is the newest restore point that was found clean; nil when nobody looked for one.
    private static func cleanPoint(_ state: State) -> Bool? {
        guard let found = state.results.first(where: { $0.action == "backup.clean_point" && $0.state == .succeeded })
        else { return nil }
        return state.results.contains {
            ["backup.restore", "backup.rehearse"].contains($0.action) && $0.state == .succeeded
                && $0.detail.contains(found.output)
        }
    }
}
