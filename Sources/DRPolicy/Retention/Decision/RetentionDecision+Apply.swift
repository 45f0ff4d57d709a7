import DRCore

extension RetentionDecision {
    /// Applies a policy to the snapshots of a plan.
    ///
    /// They are grouped by host alone: a plan whose paths change is still the same plan, while two hosts that share one have
    /// different data. Over what the keep rules want, these stay: what is pinned or under a legal hold, what a
    /// restore needs to reach back `requiredReach` at any time, not only just after midnight, and the newest verified ones up to the minimum of the policy, of each host.
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
        let bucket = requiredReach.flatMap { policy.keep.step(covering: $0) }.flatMap { step in
            RetentionBucket(rawValue: step.name)
        }
        groups = plan.groups.map { decided in
            var members = Members(decided, candidates, places)
            members.keepNamed(policy)
            if let requiredReach { members.keepReach(requiredReach, bucket, now) }
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
        var (kept, removed) = (0, 0)
        while kept < decided.keep.count || removed < decided.remove.count {
            let takesKept =
                removed == decided.remove.count
                || kept < decided.keep.count
                    && RetentionPoint.isNewer(decided.keep[kept].point, decided.remove[removed])
            let id = takesKept ? decided.keep[kept].point.id : decided.remove[removed].id
            guard let place = places[id] else { break }
            candidates.append(all[place])
            if takesKept {
                reasons.append(decided.keep[kept].reasons.map(RetentionReason.rule))
                kept += 1
            } else {
                reasons.append([])
                removed += 1
            }
        }
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

    /// Keeps the newest that is old enough, and of each bucket within the reach the newest, which is that one later:
    /// ninety days of a rule end some hours before ninety times 24 hours have passed.
    mutating func keepReach(_ reach: Duration, _ bucket: RetentionBucket?, _ now: Timestamp) {
        let start = Timestamp(seconds: now.seconds - reach.components.seconds, nanoseconds: now.nanoseconds)
        var last: Int?
        for place in candidates.indices {
            let point = candidates[place].point
            let isOldEnough = point.time <= start
            let number = bucket?.number(of: point.local, position: place)
            if isOldEnough || number != last && number != nil, reasons[place].isEmpty {
                reasons[place].append(.reach(reach))
            }
            if isOldEnough { return }
            last = number
        }
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
