/// The verdict on a drill: each objective by itself, the whole, and why.
package struct DrillVerdict: Hashable, Sendable {
    /// The recovery time; nil when the scenario sets no objective.
    package let rto: ObjectiveVerdict?
    /// The recovery point; nil when the scenario sets no objective.
    package let rpo: ObjectiveVerdict?
    /// The whole.
    package let overall: OverallVerdict
    /// What speaks against a pass.
    package let causes: [Cause]

    /// Something that speaks against a pass.
    package struct Cause: Hashable, Sendable {
        /// What it is.
        package let kind: FindingKind
        /// What was seen, as a sentence.
        package let text: String

        /// Takes both.
        package init(_ kind: FindingKind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// What speaks against a pass, a sentence each.
    package var reasons: [String] { causes.map(\.text) }

    /// Judges a drill.
    ///
    /// What was not looked at never counts as good.
    package init(_ facts: DrillFacts) {
        var causes: [Cause] = []
        rto = Self.recoveryTime(facts, &causes)
        rpo = Self.recoveryPoint(facts, &causes)
        let objectives = [rto, rpo].compactMap { $0 }
        let isBroken = Self.isBroken(facts, &causes)
        if facts.status != .completed {
            let isAsked = facts.status == .interrupted || facts.status == .refused
            causes.insert(
                Cause(isAsked ? .drillNotDone : .drillStopped, "the drill is \(facts.status.rawValue)"),
                at: 0
            )
        }

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
        if objectives.isEmpty { causes.append(Cause(.noObjective, "the scenario sets no objective")) }
        self.causes = causes
    }

    /// Whether something is wrong beside the objectives.
    private static func isBroken(_ facts: DrillFacts, _ causes: inout [Cause]) -> Bool {
        let before = causes.count
        if !facts.failedSteps.isEmpty {
            causes.append(Cause(.stepFailed, "failed: " + facts.failedSteps.joined(separator: ", ")))
        }
        if facts.mode != .dryRun, let tally = facts.tally {
            let damage: [(FindingKind, String, Int)] = [
                (.holes, "lost in the middle", tally.holes.count),
                (.unexpectedWrites, "there though never acknowledged", tally.unexpected.count),
                (.duplicateWrites, "there more than once", tally.duplicates.count),
            ]
            for (kind, what, count) in damage where count > 0 { causes.append(Cause(kind, "\(count) writes \(what)")) }
        }
        if facts.writerViolations > 0 {
            causes.append(
                Cause(.twoWriters, "two nodes took writes at once, seen \(facts.writerViolations) times")
            )
        }
        if facts.faultTookEffect == true {
            if facts.writerRounds == 0 {
                causes.append(Cause(.writersUnseen, "nobody could look which nodes take writes"))
            }
            if facts.isValidated == false { causes.append(Cause(.invalidData, "the validation does not hold")) }
        }
        if facts.mode == .drill, facts.timeline.fault != nil {
            if facts.isRestored != true {
                causes.append(Cause(.notRestored, "the steady state is not back (NOT_RESTORED)"))
            }
            if facts.isClean != true { causes.append(Cause(.notClean, "the cleanup is not proven")) }
        }
        return causes.count > before
    }

    private static func recoveryTime(_ facts: DrillFacts, _ causes: inout [Cause]) -> ObjectiveVerdict? {
        guard let rto = facts.objectives.rto else { return nil }
        if let early = unmeasured(facts, .timeUnknown, &causes) { return early }
        guard facts.serviceWasWatched else {
            causes.append(Cause(.timeUnknown, "RTO: no client from outside watched the service"))
            return .notMeasured
        }
        guard let time = facts.timeline.recoveryTime(from: facts.objectives.clock), facts.isValidated == true else {
            causes.append(Cause(.timeMissed, "RTO: the service was not delivered"))
            return .missed
        }
        guard time > rto.nanoseconds else { return .met }
        causes.append(
            Cause(.timeMissed, "RTO: \(SecondsText.format(time)), more than \(DurationText.format(rto))")
        )
        return .missed
    }

    private static func recoveryPoint(_ facts: DrillFacts, _ causes: inout [Cause]) -> ObjectiveVerdict? {
        if facts.objectives.recoveryPoint == .clean {
            if let early = unmeasured(facts, .pointUnknown, &causes) { return early }
            guard let isClean = facts.isCleanPoint else {
                causes.append(Cause(.pointUnknown, "RPO: nobody found the last clean point"))
                return .notMeasured
            }
            if !isClean { causes.append(Cause(.pointMissed, "RPO: the restore point is not the last clean one")) }
            return isClean ? .met : .missed
        }
        guard let rpo = facts.objectives.rpo else { return nil }
        if let early = unmeasured(facts, .pointUnknown, &causes) { return early }
        guard let tally = facts.tally, tally.ok > 0, let point = facts.recoveryPoint else {
            causes.append(
                Cause(
                    .pointUnknown,
                    "RPO: no write was acknowledged before the fault, or what is there could not be read"
                )
            )
            return .notMeasured
        }
        if let designed = facts.designedLoss, designed > rpo {
            let worst = DurationText.format(designed)
            causes.append(Cause(.pointMissed, "RPO: by design up to \(worst) can be lost, whatever was measured"))
            return .missed
        }
        let isWithin = rpo == .zero ? tally.lost.isEmpty : point.nanoseconds <= rpo.nanoseconds
        if isWithin, point.isLowerBound {
            causes.append(
                Cause(.pointUnknown, "RPO: nothing from before the fault is there, so the loss has no end")
            )
            return .inconclusive
        }
        guard !isWithin else { return .met }
        causes.append(
            Cause(
                .pointMissed,
                "RPO: \(tally.lost.count) acknowledged writes lost, \(SecondsText.format(point.nanoseconds)) of data"
            )
        )
        return .missed
    }

    /// What keeps any objective from being judged.
    private static func unmeasured(
        _ facts: DrillFacts,
        _ kind: FindingKind,
        _ causes: inout [Cause]
    ) -> ObjectiveVerdict? {
        if facts.mode == .dryRun { return .notMeasured }
        let objective = kind == .timeUnknown ? "RTO" : "RPO"
        if facts.faultTookEffect == false {
            causes.append(Cause(kind, "\(objective): the fault did not take effect"))
            return .inconclusive
        }
        if facts.wasResumed {
            causes.append(Cause(kind, "\(objective): the process died in between, so its times mean nothing"))
            return .inconclusive
        }
        return facts.timeline.fault == nil ? .notMeasured : nil
    }
}

extension Duration {
    /// The time in nanoseconds.
    package var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
