import DRCore

extension RetentionDecision {
    /// Applies a policy to the snapshots of a plan.
    ///
    /// They are grouped by host alone: a plan whose paths change is still the same plan, while two hosts that share one have
    /// different data. Over what the keep rules want, these stay: what is pinned or under a legal hold, the newest
    /// snapshot that is as old as `requiredReach` (so that a restore reaches back that far at any time, not only just
    /// after midnight), and the newest verified ones up to the minimum of the policy, of each host.
    ///
    /// - Parameters:
    ///   - policy: the rules.
    ///   - candidates: the snapshots of the plan, in any order.
    ///   - requiredReach: how far back restores must reach, by the policy or the environment, whichever is further.
    ///   - evidence: what the guards compare the snapshots with.
    ///   - now: spans and ages are measured from here.
    package init(
        applying policy: RetentionPolicy,
        to candidates: [RetentionCandidate],
        requiredReach: Duration? = nil,
        evidence: RetentionEvidence = RetentionEvidence(),
        now: Timestamp
    ) {
        let plan = RetentionPlan(
            applying: policy.keep,
            to: candidates.map(\.point),
            groupedBy: SnapshotGrouping(byHost: true),
            now: now
        )
        var places: [String: Int] = [:]
        places.reserveCapacity(candidates.count)
        for (place, candidate) in candidates.enumerated() { places[candidate.point.id] = place }
        groups = plan.groups.map { decided in
            var members = Members(decided, candidates, places)
            members.keepNamed(policy)
            if let requiredReach { members.keepReach(requiredReach, now) }
            members.keepVerified(policy.minimumVerified)
            let verdicts = members.verdicts
            let guards = RetentionGuards(
                candidates: members.candidates,
                unwanted: verdicts.count(where: \.goes),
                limit: policy.removalLimit,
                evidence: evidence,
                now: now
            )
            return Group(group: decided.group, verdicts: verdicts, objections: guards.objections())
        }
    }
}

/// The snapshots of a group, newest first, with the reasons gathered so far.
private struct Members {
    private(set) var candidates: [RetentionCandidate]
    private var reasons: [[RetentionReason]]

    init(_ decided: RetentionPlan.Group, _ all: [RetentionCandidate], _ places: [String: Int]) {
        candidates = []
        reasons = []
        candidates.reserveCapacity(decided.keep.count + decided.remove.count)
        reasons.reserveCapacity(decided.keep.count + decided.remove.count)
        // Both lists are newest first; merging them gives the order of the group.
        var kept = decided.keep[...]
        var removed = decided.remove[...]
        while let point = Self.next(kept.first?.point, removed.first) {
            guard let place = places[point.id] else { break }
            candidates.append(all[place])
            if kept.first?.point.id == point.id {
                reasons.append(kept.removeFirst().reasons.map(RetentionReason.rule))
            } else {
                reasons.append([])
                removed.removeFirst()
            }
        }
    }

    private static func next(_ one: RetentionPoint?, _ other: RetentionPoint?) -> RetentionPoint? {
        guard let one, let other else { return one ?? other }
        return RetentionPoint.isNewer(one, other) ? one : other
    }

    mutating func keepNamed(_ policy: RetentionPolicy) {
        guard !policy.pins.isEmpty || !policy.legalHolds.isEmpty else { return }
        for (place, candidate) in candidates.enumerated() {
            if policy.pins.contains(where: candidate.answers) { reasons[place].append(.pinned) }
            for hold in policy.legalHolds where candidate.isHeld(by: hold) {
                reasons[place].append(.legalHold(hold.reason))
            }
        }
    }

    mutating func keepReach(_ reach: Duration, _ now: Timestamp) {
        let start = Timestamp(seconds: now.seconds - reach.components.seconds, nanoseconds: now.nanoseconds)
        guard let place = candidates.firstIndex(where: { $0.point.time <= start }) else { return }
        reasons[place].append(.reach(reach))
    }

    mutating func keepVerified(_ minimum: Int) {
        var missing = minimum - candidates.indices.count { candidates[$0].isVerified && !reasons[$0].isEmpty }
        for place in candidates.indices where missing > 0 && candidates[place].isVerified && reasons[place].isEmpty {
            reasons[place].append(.verified(minimum: minimum))
            missing -= 1
        }
    }

    var verdicts: [RetentionDecision.Verdict] {
        candidates.indices.map { place in
            RetentionDecision.Verdict(
                point: candidates[place].point,
                reasons: reasons[place],
                isVerified: candidates[place].isVerified
            )
        }
    }
}
