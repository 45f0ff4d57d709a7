import DRCore
import DRPolicy
import DRRecovery
import Synchronization

/// A world in memory: a set of facts that actions set and clear, and probes look at.
///
/// The argument `path` or `service` of an action names the fact. After `crash` nothing can be reached any more, as for a
/// process that died.
final class ScriptedWorld: ActionAdapter {
    struct State {
        var facts: Set<String> = ["app"]
        var performed: [String] = []
        var isDead = false
        var broken: Set<String> = []
        var hooks: [String: @Sendable (ActionContext) throws -> Void] = [:]
    }

    let state = Mutex(State())

    var realism: Realism { .simulated }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        if state.withLock({ $0.broken.contains(call.name) }) { throw DRError(.failed, "not ready", object: call.name) }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let hook = state.withLock { $0.hooks[call.name] }
        try hook?(context)
        return try state.withLock { state in
            if state.isDead { throw DRError(.failed, "the process is dead") }
            if state.broken.contains(call.name) { throw DRError(.failed, "broken", object: call.name) }
            switch call.name {
            case "process.running": return ActionOutcome(holds: state.facts.contains("app"), "looked", output: "1")
            case "process.absent": return ActionOutcome(holds: !state.facts.contains("app"), "looked")
            case "process.kill", "process.stop": state.facts.remove("app")
            case "process.start": state.facts.insert("app")
            case "network.isolate": state.facts.insert("cut")
            case "network.heal": state.facts.remove("cut")
            case "network.linked": return ActionOutcome(holds: !state.facts.contains("cut"), "looked")
            case "network.unlinked": return ActionOutcome(holds: state.facts.contains("cut"), "looked")
            default: throw DRError(.failed, "the script does not know this", object: call.name)
            }
            state.performed.append(call.name)
            return ActionOutcome("done", output: call.name)
        }
    }

    /// The process dies: what it tries afterwards reaches nothing.
    func crash() { state.withLock { $0.isDead = true } }

    /// Another process comes.
    func revive() { state.withLock { $0.isDead = false } }

    var facts: Set<String> { state.withLock { $0.facts } }

    var performed: [String] { state.withLock { $0.performed } }

    /// All scripted actions.
    var registry: ActionRegistry {
        let names = [
            "process.running", "process.absent", "process.kill", "process.stop", "process.start", "network.isolate",
            "network.heal", "network.linked", "network.unlinked",
        ]
        return ActionRegistry(Dictionary(uniqueKeysWithValues: names.map { ($0, self as any ActionAdapter) }))
    }
}
