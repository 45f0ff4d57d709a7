import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Performs all that only looks and checks what the rest needs; nothing outside of the directory of the drill changes.
    ///
    /// - Throws: `DrillStop.Reason` when something is not ready.
    func dryRun() throws {
        let watch = DrillWatch(stop)
        defer { watch.end() }
        let deadline = clock.monotonic + scenario.safeguards.deadline.nanoseconds
        try watch.watchStops(world.signals, store, clock, deadline: deadline)
        var problems: [String] = []
        var made: Set<String> = []
        do {
            try BlastRadius.admit(scenario, in: request.environment.configuration)
        } catch let error as DRError {
            // A dry run may look at what a drill may not touch; the report says so.
            world.note("note: a drill would be refused: \(error.description)")
            state.withLock { $0.told.append("a drill would be refused here: \(error.description)") }
        }
        for block in scenario.blocks {
            try stop.check()
            // These hold only when the fault is there, or after the recovery.
            let looksNow = ["prechecks", "steady_state", "safeguards.probes", "detection.probes", "cleanup"]
            for step in block.steps.flatMap({ $0.parallel.isEmpty ? [$0] : $0.parallel }) {
                try stop.check()
                let isProbe = step.action?.shape?.effect == .probe
                if isProbe, looksNow.contains(block.key) {
                    let result = try perform(step, in: block.key, stop.cancellation)
                    if result.state == .failed, step.onError == .stop {
                        problems.append("\(block.key): \(step.name): \(result.detail)")
                    }
                } else if let problem = try examine(step, block.key, made: made) {
                    problems.append("\(block.key): \(step.name): \(problem)")
                }
                made.formUnion(step.action?.madeServices ?? [])
            }
        }
        guard let first = problems.first else { return }
        let rest = problems.count - 1
        let more = rest > 0 ? "; and \(rest) more, which the steps name" : ""
        throw DrillStop.Reason(.failed, "not ready: \(first)\(more)")
    }

    /// Checks what a step and its reverse need; what is missing, or nil.
    ///
    /// - Parameter made: services that earlier steps bring to life; nobody can look at them before.
    private func examine(_ step: ScenarioStep, _ block: String, made: Set<String>) throws -> String? {
        var problem: String?
        let isMade = step.action?.services.contains { made.contains($0.name) } ?? false
        let began = elapsed
        var realism: Realism?
        for action in [step.action, step.reverse?.action].compactMap({ $0 }) where problem == nil {
            // What an earlier step will say is not known before it ran.
            let needsOutput = action.needsOutputs
            do {
                let adapter = try world.registry.adapter(action.name)
                realism = realism ?? adapter.realism
                if !needsOutput, !isMade, action == step.action {
                    try adapter.check(call(action), context(step.timeout, stop.cancellation))
                }
            } catch {
                problem = (error as? DRError)?.description ?? "\(error)"
            }
        }
        let result = StepResult(
            block: block,
            name: step.name,
            action: step.action?.name ?? "",
            realism: realism,
            phase: step.phase,
            state: problem == nil ? .ready : .failed,
            attempts: 0,
            began: began,
            ended: elapsed,
            detail: problem
                ?? (isMade
                    ? "an earlier step makes what it needs; not performed" : "its preconditions hold; not performed"),
            output: ""
        )
        try journal.append(
            .outcome,
            step.name,
            ["block": block, "state": result.state.rawValue, "detail": result.detail]
        )
        world.note("\(block)  \(step.name): \(result.state.rawValue)" + (problem.map { ", \($0)" } ?? ""))
        state.withLock { state in
            state.states[step.name] = result.state
            state.results.append(result)
        }
        return problem
    }
}

extension ScenarioAction {
    /// The services that are there only after it.
    fileprivate var madeServices: [String] {
        ["postgres.restore", "process.start"].contains(name) ? services.map(\.name) : []
    }

    /// Whether it uses what an earlier step says.
    fileprivate var needsOutputs: Bool {
        arguments.values.flatMap { value -> [Template] in
            switch value {
            case .text(let template): [template]
            case .texts(let templates): templates
            default: []
            }
        }.flatMap(\.references).contains { if case .output = $0 { true } else { false } }
    }
}
