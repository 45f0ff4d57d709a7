/// The verdict on a drill: each objective by itself, the whole, and why.
package struct DrillVerdict: Hashable, Sendable {
    /// The recovery time; nil when the scenario sets no objective.
    package let rto: ObjectiveVerdict?
    /// The recovery point; nil when the scenario sets no objective.
    package let rpo: ObjectiveVerdict?
    /// The whole.
    package let overall: OverallVerdict
    /// What speaks against a pass, a sentence each.
    package let reasons: [String]

    /// Judges a drill.
    ///
    /// What was not looked at never counts as good.
    package init(_ facts: DrillFacts) {
        var reasons: [String] = []
        rto = Self.recoveryTime(facts, &reasons)
        rpo = Self.recoveryPoint(facts, &reasons)
        let objectives = [rto, rpo].compactMap { $0 }
        let isBroken = Self.isBroken(facts, &reasons)
        if facts.status != .completed { reasons.insert("the drill is \(facts.status.rawValue)", at: 0) }

        if isBroken || objectives.contains(.missed) || (facts.status != .completed && facts.status != .refused) {
            overall = facts.faultTookEffect == false && !isBroken ? .inconclusive : .fail
        } else if facts.mode == .dryRun || facts.status == .refused {
            overall = .notMeasured
        } else if objectives.contains(.inconclusive) {
            overall = .inconclusive
        } else if objectives.isEmpty || objectives.contains(.notMeasured) {
            overall = .notMeasured
        } else {
            overall = .pass
        }
        if objectives.isEmpty { reasons.append("the scenario sets no objective") }
        self.reasons = reasons
    }

    /// Whether something is wrong beside the objectives.
    private static func isBroken(_ facts: DrillFacts, _ reasons: inout [String]) -> Bool {
        let before = reasons.count
        if !facts.failedSteps.isEmpty { reasons.append("failed: " + facts.failedSteps.joined(separator: ", ")) }
        if facts.mode != .dryRun, let tally = facts.tally {
            let damage = [
                ("lost in the middle", tally.holes.count), ("there though never acknowledged", tally.unexpected.count),
                ("there more than once", tally.duplicates.count),
            ]
            for (what, count) in damage where count > 0 { reasons.append("\(count) writes \(what)") }
        }
        if facts.writerViolations > 0 {
            reasons.append("two nodes took writes at once, seen \(facts.writerViolations) times")
        }
        if facts.faultTookEffect == true {
            if facts.writerRounds == 0 { reasons.append("nobody could look which nodes take writes") }
            if facts.isValidated == false { reasons.append("the validation does not hold") }
        }
        if facts.mode == .drill, facts.timeline.fault != nil {
            if facts.isRestored != true { reasons.append("the steady state is not back (NOT_RESTORED)") }
            if facts.isClean != true { reasons.append("the cleanup is not proven") }
        }
        return reasons.count > before
    }

    private static func recoveryTime(_ facts: DrillFacts, _ reasons: inout [String]) -> ObjectiveVerdict? {
        guard let rto = facts.objectives.rto else { return nil }
        if let early = unmeasured(facts, "RTO", &reasons) { return early }
        guard facts.serviceWasWatched else {
            reasons.append("RTO: no client from outside watched the service")
            return .notMeasured
        }
        guard let time = facts.timeline.recoveryTime(from: facts.objectives.clock), facts.isValidated == true else {
            reasons.append("RTO: the service was not delivered")
            return .missed
        }
        guard time > rto.nanoseconds else { return .met }
        reasons.append("RTO: \(SecondsText.format(time)), more than \(DurationText.format(rto))")
        return .missed
    }

    private static func recoveryPoint(_ facts: DrillFacts, _ reasons: inout [String]) -> ObjectiveVerdict? {
        if facts.objectives.recoveryPoint == .clean {
            if let early = unmeasured(facts, "RPO", &reasons) { return early }
            guard let isClean = facts.isCleanPoint else {
                reasons.append("RPO: nobody found the last clean point")
                return .notMeasured
            }
            if !isClean { reasons.append("RPO: the restore point is not the last clean one") }
            return isClean ? .met : .missed
        }
        guard let rpo = facts.objectives.rpo else { return nil }
        if let early = unmeasured(facts, "RPO", &reasons) { return early }
        guard let tally = facts.tally, tally.ok > 0, let point = facts.recoveryPoint else {
            reasons.append("RPO: no write was acknowledged before the fault, or what is there could not be read")
            return .notMeasured
        }
        if let designed = facts.designedLoss, designed > rpo {
            let worst = DurationText.format(designed)
            reasons.append("RPO: by design up to \(worst) can be lost, whatever was measured")
            return .missed
        }
        let isWithin = rpo == .zero ? tally.lost.isEmpty : point.nanoseconds <= rpo.nanoseconds
        if isWithin, point.isLowerBound {
            reasons.append("RPO: nothing from before the fault is there, so the loss has no end")
            return .inconclusive
        }
        guard !isWithin else { return .met }
        reasons.append(
            "RPO: \(tally.lost.count) acknowledged writes lost, \(SecondsText.format(point.nanoseconds)) of data"
        )
        return .missed
    }

    /// What keeps any objective from being judged.
    private static func unmeasured(
        _ facts: DrillFacts,
        _ objective: String,
        _ reasons: inout [String]
    ) -> ObjectiveVerdict? {
        if facts.mode == .dryRun { return .notMeasured }
        if facts.faultTookEffect == false {
            reasons.append("\(objective): the fault did not take effect")
            return .inconclusive
        }
        if facts.wasResumed {
            reasons.append("\(objective): the process died in between, so its times mean nothing")
            return .inconclusive
        }
        return facts.timeline.fault == nil ? .notMeasured : nil
    }
}

extension Duration {
    /// The time in nanoseconds.
    package var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
