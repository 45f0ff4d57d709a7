import DRCore
import DRPolicy

/// Lets time pass.
struct WaitAdapter: ActionAdapter {
    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {}

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let time = call.nanoseconds("for") ?? 0
        context.clock.sleep(min(time, context.remaining), context.cancellation)
        try context.cancellation.check()
        return ActionOutcome("waited \(SecondsText.format(time))")
    }
}
