import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Runs the drill from its beginning to its end, or in a dry run everything that only looks.
    ///
    /// - Throws: `DRError` only when not even the record could be made; what goes wrong in the drill is in the record.
    package func run() throws -> DrillRecord {
        var watch: DrillWatch?
        do {
            if request.mode == .dryRun {
                try dryRun()
            } else {
                watch = try goForward()
            }
            state.withLock { $0.facts.status = .completed }
        } catch {
            note(error)
        }
        watch?.end()
        return try conclude()
    }

    /// Goes on with a drill whose process died: does what is left of the recovery, then undoes everything.
    ///
    /// One that had turned back already is only undone: to recover from a fault that is gone would break what is well.
    ///
    /// - Throws: as `run`.
    package func resume() throws -> DrillRecord {
        do {
            if let replay, replay.faultBegan, !replay.hasTurnedBack, request.mode != .dryRun {
                try journal.append(.note, "", ["text": "going on after the process died"])
                try perform(scenario.fault.steps, in: "fault.do")
                try recover()
            }
            throw DrillStop.Reason(.interrupted, "the process of the drill died, and another went on")
        } catch {
            note(error)
        }
        return try conclude()
    }

    /// Undoes a drill whose process died.
    ///
    /// - Throws: as `run`.
    package func rollBack() throws -> DrillRecord {
        note(DrillStop.Reason(.interrupted, "the process of the drill died; it was rolled back"))
        return try conclude()
    }

    /// Remembers why the forward part ended before its end.
    private func note(_ error: any Error) {
        let reason: DrillStop.Reason
        switch error {
        case let given as DrillStop.Reason: reason = stop.reason ?? given
        case let error as DRError:
            let status: DrillStatus = error.code == .refusedByGuardrail ? .refused : .failed
            reason = stop.reason ?? DrillStop.Reason(status, error.description)
        default: reason = DrillStop.Reason(.failed, "\(error)")
        }
        state.withLock { state in
            state.facts.status = reason.status
            state.reason = reason.text
        }
        world.note("stopped: \(reason.text)")
        // The journal itself may be what failed.
        do { try journal.append(.stopped, "", ["status": reason.status.rawValue, "text": reason.text]) } catch {
            world.note("the journal cannot be written: \(error)")
        }
    }

    private func goForward() throws -> DrillWatch {
        let watch = DrillWatch(stop)
        do {
            try goForward(watch)
        } catch {
            state.withLock { $0.facts.writerRounds = scenario.singleWriter == nil ? nil : watch.rounds.count }
            watch.end()
            throw error
        }
        return watch
    }

    private func goForward(_ watch: DrillWatch) throws {
        try admit()
        let deadline = clock.monotonic + scenario.safeguards.deadline.nanoseconds
        try watch.watchStops(world.signals, store, clock, deadline: deadline)
        guard request.mode == .drill else { return try recoverFromDisaster(watch) }
        try perform(scenario.prechecks, in: "prechecks")
        try perform(scenario.steadyState, in: "steady_state")
        try checkEffectIsNotThere()
        try moment("steady", \.steady)
        communicate(.begin)
        let crews = try startCrews()
        defer { for crew in crews.values { crew.stop() } }
        try warmUp(crews)
        try watch.watchSafeguards(scenario.safeguards) { [self] in problem($0, stop.cancellation) }
        try watchWriters(watch)
        try bringFault()
        try detect()
        try recover()
        try awaitStability(crews)
        communicate(.recovered)
        measure(crews)
        judgeWriters(watch)
    }

    private func watchWriters(_ watch: DrillWatch) throws {
        guard let writers = scenario.singleWriter else { return }
        try watch.watchWriters(writers, now: { [self] in elapsed }) { [self] in holds($0) }
    }

    /// Recovers from a disaster that is there.
    ///
    /// Nothing has to be well before: prechecks only say what they see, and safeguards, which end drills, are not watched.
    /// Sentinels only show when the service is back: what was lost before the command nobody measured.
    private func recoverFromDisaster(_ watch: DrillWatch) throws {
        try moment("fault", \.fault)
        communicate(.begin)
        if !scenario.prechecks.isEmpty { try journal.append(.block, "prechecks") }
        for step in scenario.prechecks.flatMap({ $0.parallel.isEmpty ? [$0] : $0.parallel }) {
            try stop.check()
            try perform(step, in: "prechecks", stop.cancellation)
        }
        let crews = try startCrews()
        defer { for crew in crews.values { crew.stop() } }
        try watchWriters(watch)
        try detect()
        try recover()
        try awaitStability(crews)
        communicate(.recovered)
        judgeWriters(watch)
    }

    /// Lets the drill begin.
    private func admit() throws {
        guard !store.isStopped else {
            throw DRError(
                .refusedByGuardrail,
                "the stop lever is pulled",
                object: store.lever,
                hint: "dr drill stop-all --release lets drills begin again"
            )
        }
        guard scenario.modes.contains(request.mode) else {
            throw DRError(.refusedByGuardrail, "the scenario does not run in the mode \(request.mode.rawValue)")
        }
        if request.mode == .drill { try BlastRadius.admit(scenario, in: request.environment.configuration) }
        // What cannot be done is told before anything is touched.
        for action in scenario.actions { _ = try world.registry.adapter(action.name) }
    }

    /// An effect that is there before the fault proves nothing afterwards.
    private func checkEffectIsNotThere() throws {
        let absent = scenario.fault.tookEffect.filter { problem($0, stop.cancellation) != nil }
        guard absent.isEmpty else { return }
        let names = scenario.fault.tookEffect.map(\.name).joined(separator: ", ")
        throw DrillStop.Reason(.aborted, "fault.took_effect holds before the fault: \(names)")
    }

    private func bringFault() throws {
        if !scenario.fault.undo.isEmpty {
            try journal.append(
                .intent,
                JournalReplay.faultName,
                ["block": "fault.do", "action": "fault.undo", "reverse": "yes"]
            )
            state.withLock { $0.toReverse.append(JournalReplay.faultName) }
        }
        try moment("fault", \.fault)
        try perform(scenario.fault.steps, in: "fault.do")
        let end = clock.monotonic + scenario.fault.effectWithin.nanoseconds
        var problems: [String] = []
        repeat {
            problems = scenario.fault.tookEffect.compactMap { step in
                problem(step, stop.cancellation).map { "\(step.name): \($0)" }
            }
            try stop.check()
            if problems.isEmpty {
                state.withLock { $0.facts.faultTookEffect = true }
                return try moment("effect", \.effect)
            }
            clock.sleep(50_000_000, stop.cancellation)
        } while clock.monotonic < end
        state.withLock { $0.facts.faultTookEffect = false }
        throw DrillStop.Reason(.aborted, "the fault did not take effect: \(problems.joined(separator: "; "))")
    }

    private func detect() throws {
        guard let detection = scenario.detection else { return }
        let end = clock.monotonic + detection.timeout.nanoseconds
        var failures = 0
        while failures < detection.failures {
            let problems = detection.probes.compactMap { problem($0, stop.cancellation) }
            try stop.check()
            failures = problems.isEmpty ? 0 : failures + 1
            if failures == detection.failures { break }
            guard clock.monotonic < end else {
                throw DrillStop.Reason(.failed, "the fault was not noticed in time")
            }
            clock.sleep(detection.every.nanoseconds, stop.cancellation)
            try stop.check()
        }
        try moment("detected", \.detected)
        communicate(.detected)
    }

    private func recover() throws {
        try perform(scenario.recovery, in: "recovery")
        let ends: [(RecoveryPhase, String, any WritableKeyPath<DrillTimeline, Int64?> & Sendable)] = [
            (.decide, "declared", \.declared), (.fence, "fenced", \.fenced), (.recover, "recovered", \.recovered),
            (.switch, "switched", \.switched),
        ]
        let results = state.withLock { $0.results }
        for (phase, name, path) in ends {
            let last = results.filter { $0.phase == phase && $0.state == .succeeded && $0.block == "recovery" }
                .map(\.ended).max()
            if let last { try moment(name, path, at: last) }
        }
        state.withLock { $0.facts.isValidated = false }
        try perform(scenario.validation, in: "validation")
        // A step that failed and was allowed to does not make the data valid.
        let isValid = state.withLock { state in
            state.results.allSatisfy { $0.block != "validation" || $0.state == .succeeded }
        }
        state.withLock { $0.facts.isValidated = isValid }
        try moment("validated", \.validated)
    }

    /// Whether a probe holds; nil when it cannot look.
    private func holds(_ step: ScenarioStep) -> Bool? {
        guard let action = step.action else { return nil }
        // A node that cannot be asked is not a node that takes no writes.
        guard let adapter = try? world.registry.adapter(action.name),
            let outcome = try? adapter.perform(call(action), context(step.timeout, stop.cancellation))
        else { return nil }
        return outcome.holds
    }

    private func judgeWriters(_ watch: DrillWatch) {
        guard scenario.singleWriter != nil else { return }
        state.withLock { state in
            let moment = state.facts.timeline.fenced ?? state.facts.timeline.fault ?? 0
            state.facts.writerRounds = watch.rounds.count
            state.facts.writerViolations = WriterRound.violations(watch.rounds, from: moment).count
        }
    }
}
