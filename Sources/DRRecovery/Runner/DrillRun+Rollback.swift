import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Undoes what was done, the newest first, then proves that the steady state is back and that nothing is left.
    ///
    /// It runs after success and failure alike, with a cancellation of its own: what stopped the drill does not stop it.
    func undo() throws {
        let cancellation = Cancellation()
        let waiting = state.withLock { $0.toReverse }
        if !waiting.isEmpty || !scenario.rollback.isEmpty { try journal.append(.block, "rollback") }
        for name in waiting.reversed() { try reverse(name, cancellation) }
        for step in scenario.rollback.flatMap({ $0.parallel.isEmpty ? [$0] : $0.parallel }) {
            let result = try perform(step, in: "rollback", cancellation)
            if result.state == .failed, step.onError == .stop {
                state.withLock { $0.reverseFailures.append("\(step.name): \(result.detail)") }
            }
        }
        try proveSteadyState(cancellation)
        try proveCleanup(cancellation)
    }

    private func reverse(_ name: String, _ cancellation: Cancellation) throws {
        if name == JournalReplay.faultName { return try undoFault(cancellation) }
        let step = scenario.blocks.flatMap(\.steps).flatMap(\.all).first { $0.name == name }
        guard let reverse = step?.reverse, let action = reverse.action else { return }
        let began = elapsed
        try journal.append(.reversing, name, ["action": action.name])
        var result = StepResult(
            block: "rollback",
            name: "undo \(name)",
            action: action.name,
            state: .failed,
            attempts: 0,
            began: began,
            ended: began,
            detail: "",
            output: ""
        )
        // A second try: what failed while everything was failing may well succeed a moment later.
        for attempt in 1...2 where result.state != .succeeded {
            if attempt > 1 { clock.sleep(500_000_000, cancellation) }
            result.attempts = attempt
            do {
                let adapter = try world.registry.adapter(action.name)
                result.realism = adapter.realism
                let outcome = try adapter.perform(call(action), context(reverse.timeout, cancellation))
                result.detail = outcome.detail
                result.state = outcome.holds ? .succeeded : .failed
            } catch {
                result.detail = (error as? DRError)?.description ?? "\(error)"
            }
        }
        result.ended = elapsed
        try settle(name, result)
    }

    private func undoFault(_ cancellation: Cancellation) throws {
        let began = elapsed
        try journal.append(.reversing, JournalReplay.faultName, [:])
        var failed: [String] = []
        for step in scenario.fault.undo.flatMap({ $0.parallel.isEmpty ? [$0] : $0.parallel }) {
            let result = try perform(step, in: "fault.undo", cancellation)
            if result.state == .failed { failed.append("\(step.name): \(result.detail)") }
        }
        let result = StepResult(
            block: "rollback",
            name: JournalReplay.faultName,
            action: "",
            state: failed.isEmpty ? .succeeded : .failed,
            attempts: 1,
            began: began,
            ended: elapsed,
            detail: failed.joined(separator: "; "),
            output: ""
        )
        try settle(JournalReplay.faultName, result)
    }

    private func settle(_ name: String, _ result: StepResult) throws {
        try journal.append(.reversed, name, ["state": result.state.rawValue, "detail": result.detail])
        world.note("\(SecondsText.format(result.ended))  rollback  \(name): \(result.detail)")
        state.withLock { state in
            state.results.append(result)
            if result.state == .succeeded {
                state.toReverse.removeAll { $0 == name }
            } else {
                state.reverseFailures.append("\(name): \(result.detail)")
            }
        }
    }

    private func proveSteadyState(_ cancellation: Cancellation) throws {
        let end = clock.monotonic + scenario.restoredWithin.nanoseconds
        var problems: [String] = []
        var hasTold = false
        repeat {
            problems = scenario.steadyState.flatMap { $0.parallel.isEmpty ? [$0] : $0.parallel }.compactMap { step in
                problem(step, cancellation).map { "\(step.name): \($0)" }
            }
            if problems.isEmpty { break }
            if !hasTold {
                let left = SecondsText.format(max(0, end - clock.monotonic))
                world.note("waiting up to \(left) for the steady state: \(problems.joined(separator: "; "))")
                hasTold = true
            }
            clock.sleep(200_000_000, cancellation)
        } while clock.monotonic < end
        state.withLock { [problems] state in
            state.facts.isRestored = problems.isEmpty && state.reverseFailures.isEmpty
            if !problems.isEmpty { state.reverseFailures.append("steady state: " + problems.joined(separator: "; ")) }
        }
        if problems.isEmpty { try moment("restored", \.restored) }
    }

    private func proveCleanup(_ cancellation: Cancellation) throws {
        var isClean = true
        for step in scenario.cleanup.flatMap({ $0.parallel.isEmpty ? [$0] : $0.parallel }) {
            let result = try perform(step, in: "cleanup", cancellation)
            isClean = isClean && result.state == .succeeded
        }
        // Copies and restored data have served; what the drill keeps is its records and its evidence.
        if isClean, state.withLock({ $0.facts.isRestored == true }) {
            for name in try FileBytes.names(in: directory) where name.hasPrefix("kept-") || name.hasPrefix("restored-")
            {
                try FileTree.remove(directory + "/" + name)
            }
        }
        state.withLock { [isClean] in $0.facts.isClean = isClean }
    }
}
