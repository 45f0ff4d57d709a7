import DRCore
import DRPolicy
import DRRepository

extension JobRunner {
    /// Marks the runs of processes that died as interrupted and tells of them, each once.
    ///
    /// A run is dead when its machine was started anew since, when its process is gone or its number belongs to a
    /// process that began at another time, and where that cannot be told, when nobody holds the lock of its plan.
    package func interruptDead() {
        do {
            for run in try context.catalog.openRuns(environment: context.installation.environment)
            where try isDead(run) {
                var run = run
                run.end(
                    with: DRError(
                        .interrupted,
                        "its process ended before it was done",
                        hint: "the next run uses what was stored; look for a crash or a loss of power"
                    ),
                    hasBegun: true
                )
                run.ended = context.installation.clock.now
                let dead = run
                if try context.catalog.settle(dead) { tell { try $0.ended(dead) } }
            }
        } catch {
            context.note("runs that were left could not be looked at: \(DRError(anyStorageError: error).description)")
        }
    }

    private func isDead(_ run: RunRecord) throws -> Bool {
        guard run.host == context.installation.host else { return false }
        if let own = ProcessMark.current(), !run.boot.isEmpty {
            if run.boot.prefix(while: { $0 != " " }) != own.system.prefix(while: { $0 != " " }) { return true }
            if run.boot == own.system {
                switch ProcessState.of(Int32(clamping: run.process)) {
                case .absent: return true
                case .running(let start):
                    guard let start, let known = run.processStart else { return false }
                    return Int64(clamping: start) != known
                }
            }
        }
        return try !PlanLock.isHeld(run.plan, RunLane(run.kind), context.installation)
    }
}
