import DRCore

/// Looks for what speaks against removing snapshots of a group.
struct RetentionGuards {
    /// The snapshots, newest first.
    let candidates: [RetentionCandidate]
    /// How many of them the policy does not want.
    let unwanted: Int
    /// The share of them that may go at once.
    let limit: Percentage
    let evidence: RetentionEvidence
    let now: Timestamp

    /// What the guards found, overridden or not.
    func objections() -> [RetentionObjection] {
        [newestAge(), removalShare(), emptiedGroup()].compactMap { $0 } + snapshotTimes()
    }

    /// Where backups have stopped, time alone must not thin out what is left.
    private func newestAge() -> RetentionObjection? {
        // Whatever is dated in the future says nothing about how fresh the backups are.
        guard let gap = evidence.longestGap, let newest = candidates.first(where: { !isAhead($0.point.time) }) else {
            return nil
        }
        let age = now.seconds - newest.point.time.seconds
        guard age > 2 * gap else { return nil }
        return objection(
            .newestAge,
            "the newest snapshot is \(Self.text(age)) old, more than twice the \(Self.text(gap)) between backups",
            "make a backup first; of a host that is gone, remove snapshots with dr forget"
        )
    }

    private func removalShare() -> RetentionObjection? {
        guard unwanted > RetentionEvidence.smallRemoval, unwanted * 100 > candidates.count * limit.percent else {
            return nil
        }
        return objection(
            .removalShare,
            "\(unwanted) of \(candidates.count) snapshots would go, more than \(limit)",
            "look at dr retention plan; a changed policy or a long pause can be the cause"
        )
    }

    private func emptiedGroup() -> RetentionObjection? {
        guard unwanted > 0, unwanted == candidates.count else { return nil }
        return objection(
            .emptiedGroup,
            "the policy keeps none of \(unwanted) snapshots",
            "add a rule that keeps the newest, such as last: 1"
        )
    }

    /// Whoever can write to a repository can add snapshots with times that push good ones out of the rules.
    private func snapshotTimes() -> [RetentionObjection] {
        let findings: [(matches: [RetentionCandidate], what: String)] = [
            (candidates.filter { isAhead($0.point.time) }, "dated in the future"),
            (candidates.filter(isOlderThanParent), "dated before the snapshot that it was compared with"),
            (candidates.filter(disagreesWithWitness), "dated outside of the run that made it"),
            (candidates.filter(isUnknown), "not of any run that this machine knows, and dated among them"),
        ]
        return findings.compactMap { matches, what in
            guard let first = matches.first else { return nil }
            let others = matches.count > 1 ? " and \(matches.count - 1) more" : ""
            return objection(
                .snapshotTimes,
                "snapshot \(first.point.id.prefix(8)) of \(RFC3339.format(first.point.time))\(others): \(what)",
                "find out who made it: dr forget \(first.point.id.prefix(8)) removes it, and dr catalog rebuild accepts it"
            )
        }
    }

    private func isAhead(_ time: Timestamp) -> Bool { time.seconds > now.seconds + RetentionEvidence.clockTolerance }

    private func isOlderThanParent(_ candidate: RetentionCandidate) -> Bool {
        guard let parent = candidate.parentTime else { return false }
        return parent.seconds > candidate.point.time.seconds + RetentionEvidence.clockTolerance
    }

    private func disagreesWithWitness(_ candidate: RetentionCandidate) -> Bool {
        guard let witnessed = candidate.witnessed else { return false }
        let time = candidate.point.time.seconds
        return time < witnessed.lowerBound.seconds - RetentionEvidence.clockTolerance
            || time > witnessed.upperBound.seconds + RetentionEvidence.clockTolerance
    }

    private func isUnknown(_ candidate: RetentionCandidate) -> Bool {
        guard !candidate.isKnown, candidate.point.hostname == evidence.host,
            let since = evidence.witnessedSince
        else { return false }
        return candidate.point.time > since && !isAhead(candidate.point.time)
    }

    private func objection(_ rule: RetentionRule, _ message: String, _ hint: String) -> RetentionObjection {
        RetentionObjection(rule: rule, message: message, hint: hint, isOverridden: evidence.overrides.contains(rule))
    }

    private static func text(_ seconds: Int64) -> String { DurationText.format(.seconds(seconds)) }
}
