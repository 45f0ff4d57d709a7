import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Performs steps in their order, groups at the same time.
    ///
    /// - Throws: `DrillStop.Reason` when a step fails that may not.
    func perform(_ steps: [ScenarioStep], in block: String) throws {
        guard !steps.isEmpty else { return }
        try journal.append(.block, block)
        for step in steps {
            try stop.check()
            let failed = try step.parallel.isEmpty ? performAlone(step, block) : performGroup(step, block)
            try stop.check()
            if let failed, step.onError == .stop {
                let status: DrillStatus = block == "prechecks" || block == "steady_state" ? .aborted : .failed
                throw DrillStop.Reason(status, "\(block): \(failed.name): \(failed.detail)")
            }
        }
    }

    private func performAlone(_ step: ScenarioStep, _ block: String) throws -> StepResult? {
        let result = try perform(step, in: block, stop.cancellation)
        return result.state == .failed ? result : nil
    }

    /// Performs the steps of a group, each on a thread of its own as soon as those that it needs have ended.
    private func performGroup(_ group: ScenarioStep, _ block: String) throws -> StepResult? {
        let began = elapsed
        guard try decision(group) == nil else {
            try skip(group, block)
            return nil
        }
        let condition = ThreadCondition()
        let failure = FirstFailure()
        let members = group.parallel
        let threads = try members.map { member in
            try WorkerThread { [self] in
                let inner = Set(member.needs).intersection(members.map(\.name))
                condition.withLock {
                    while !isEnded(inner), !failure.isSet { condition.wait() }
                }
                if !failure.isSet {
                    failure.capture { _ = try perform(member, in: block, stop.cancellation) }
                }
                condition.withLock { condition.wakeAll() }
            }
        }
        for thread in threads { thread.join() }
        try failure.rethrow()
        let failed = state.withLock { state in
            state.results.last { result in
                members.contains { $0.name == result.name && $0.onError == .stop } && result.state == .failed
            }
        }
        let result = StepResult(
            block: block,
            name: group.name,
            action: "",
            phase: group.phase,
            state: failed == nil ? .succeeded : .failed,
            attempts: 1,
            began: began,
            ended: elapsed,
            detail: "\(members.count) steps at the same time",
            output: ""
        )
        state.withLock { state in
            state.states[group.name] = result.state
            state.results.append(result)
        }
        return failed
    }

    private func isEnded(_ names: Set<String>) -> Bool {
        state.withLock { state in names.allSatisfy { state.states[$0] != nil } }
    }

    /// Why a step is not performed; nil when it is.
    func decision(_ step: ScenarioStep) throws -> String? {
        let states = state.withLock { $0.states }
        // What proves the cleanup is looked at again by whoever goes on.
        let isProof = scenario.cleanup.flatMap(\.all).contains { $0.name == step.name }
        if states[step.name] == .succeeded, !isProof { return "done before" }
        for need in step.needs where states[need] != .succeeded { return "\(need) did not succeed" }
        guard let when = step.when else { return nil }
        if !when.modes.isEmpty, !when.modes.contains(request.mode) { return "not in the mode \(request.mode.rawValue)" }
        if let other = when.step, (states[other] ?? .skipped) != when.state {
            return "\(other) is \((states[other] ?? .skipped).rawValue), not \(when.state.rawValue)"
        }
        if let value = when.value, let equals = when.equals {
            let (left, right) = (try value.filled { try fill($0) }, try equals.filled { try fill($0) })
            if left != right { return "\"\(left)\" is not \"\(right)\"" }
        }
        return nil
    }

    /// Performs a step, with its tries; what it does is in the journal before it happens.
    ///
    /// - Throws: `DRError` when the journal cannot be written; nothing is done then.
    @discardableResult
    func perform(_ step: ScenarioStep, in block: String, _ cancellation: Cancellation) throws -> StepResult {
        if try decision(step) != nil { return try skip(step, block) }
        guard let action = step.action else { throw DRError(.failed, "a step without an action", object: step.name) }
        var result = StepResult(
            block: block,
            name: step.name,
            action: action.name,
            phase: step.phase,
            state: .failed,
            attempts: 0,
            began: elapsed,
            ended: elapsed,
            detail: "",
            output: ""
        )
        let isReversed = step.reverse?.action != nil
        for attempt in 0...step.retries {
            if attempt > 0 {
                clock.sleep(step.retryAfter.nanoseconds, cancellation)
                if cancellation.isCancelled { break }
            }
            result.attempts += 1
            // What looks on writes one line for all tries: it has nothing that must be undone.
            if attempt == 0 || action.shape?.effect != .probe {
                try journal.append(
                    .intent,
                    step.name,
                    ["block": block, "action": action.name, "reverse": isReversed ? "yes" : "no"]
                )
                if isReversed {
                    state.withLock { if !$0.toReverse.contains(step.name) { $0.toReverse.append(step.name) } }
                }
            }
            let outcome = attemptOnce(action, timeout: step.timeout, cancellation, &result)
            if outcome { break }
        }
        result.ended = elapsed
        try finish(&result, step)
        return result
    }

    /// One try; false when it failed or does not hold.
    private func attemptOnce(
        _ action: ScenarioAction,
        timeout: Duration,
        _ cancellation: Cancellation,
        _ result: inout StepResult
    ) -> Bool {
        do {
            let adapter = try world.registry.adapter(action.name)
            result.realism = adapter.realism
            let outcome = try adapter.perform(call(action), context(timeout, cancellation))
            result.detail = outcome.detail
            result.output = outcome.output
            result.state = outcome.holds ? .succeeded : .failed
            return outcome.holds
        } catch let error as DRError {
            result.detail = error.description
        } catch {
            result.detail = "\(error)"
        }
        result.state = .failed
        return false
    }

    private func finish(_ result: inout StepResult, _ step: ScenarioStep) throws {
        result.isTolerated = result.state == .failed && step.onError == .continue
        try journal.append(
            .outcome,
            step.name,
            [
                "block": result.block, "state": result.state.rawValue, "attempts": String(result.attempts),
                "detail": result.detail, "output": result.output,
            ]
        )
        let mark = result.state == .failed ? "failed" : "ok"
        world.note(
            "\(SecondsText.format(result.ended))  \(result.block)  \(step.name): \(mark)"
                + (result.detail.isEmpty ? "" : ", \(result.detail)")
        )
        state.withLock { [result] state in
            state.states[step.name] = result.state
            state.outputs[step.name] = result.output
            state.results.append(result)
        }
    }

    @discardableResult
    private func skip(_ step: ScenarioStep, _ block: String) throws -> StepResult {
        let reason = try decision(step) ?? ""
        let isDone = state.withLock { $0.states[step.name] == .succeeded }
        let result = StepResult(
            block: block,
            name: step.name,
            action: step.action?.name ?? "",
            phase: step.phase,
            state: isDone ? .succeeded : .skipped,
            attempts: 0,
            began: elapsed,
            ended: elapsed,
            detail: reason,
            output: state.withLock { $0.outputs[step.name] ?? "" }
        )
        try journal.append(
            .outcome,
            step.name,
            ["block": block, "state": result.state.rawValue, "detail": reason, "output": result.output]
        )
        state.withLock { state in
            state.states[step.name] = result.state
            state.results.append(result)
        }
        return result
    }

    /// The action with everything filled in when it is asked for.
    func call(_ action: ScenarioAction) -> ActionCall {
        ActionCall(action, services: request.environment.configuration.services) { [self] in try fill($0) }
    }

    /// What an action has at hand for a time.
    func context(_ timeout: Duration, _ cancellation: Cancellation) -> ActionContext {
        ActionContext(
            directory: directory,
            drill: id,
            clock: clock,
            cancellation: cancellation,
            deadline: clock.monotonic + timeout.nanoseconds
        )
    }

    /// Looks once, without a line in the journal: what does not hold, or nil.
    func problem(_ step: ScenarioStep, _ cancellation: Cancellation) -> String? {
        guard let action = step.action else { return "a step without an action" }
        do {
            let adapter = try world.registry.adapter(action.name)
            let outcome = try adapter.perform(call(action), context(step.timeout, cancellation))
            return outcome.holds ? nil : outcome.detail
        } catch let error as DRError {
            return error.description
        } catch {
            return "\(error)"
        }
    }
}
