import DRCore

extension ComplianceCheck {
    /// How far back the RPO is checked, in seconds.
    package static let rpoPeriod: Int64 = 30 * 86_400

    /// How much later than its time a backup may begin, in seconds: runs are not started to the second.
    package static let startTolerance: Int64 = 300

    /// Whether no two backups of the last period lie further apart than the RPO.
    ///
    /// Retention thins out snapshots, so the past is judged by what the catalog saw, as far back as it saw everything.
    func rpo() -> ComplianceFinding? {
        guard let rpo = facts.plan.objectives.rpo else { return nil }
        let expected =
            "no more than \(DurationText.format(rpo)) between backups, and \(Self.text(Self.startTolerance)) to start"
        guard let candidates else { return unreadable(.rpo, expected: expected) }
        let now = facts.now.seconds
        let times = Set(candidates.map(\.point.time.seconds) + facts.backups.map(\.seconds)).filter { $0 <= now }
            .sorted()
        guard let first = times.first else {
            return ComplianceFinding(
                .rpo,
                isYounger(than: rpo) ? .unknown : .fail,
                expected: expected,
                observed: "no backup was made" + (isYounger(than: rpo) ? " yet" : ""),
                hint: "dr backup makes the first"
            )
        }
        let wanted = max(now - Self.rpoPeriod, begin?.seconds ?? first)
        // Before the catalog saw everything, a gap can be the work of retention; the newest snapshot is always there.
        let start = max(wanted, min(facts.witnessedSince?.seconds ?? .max, times.last ?? now))
        let limit = rpo.components.seconds + Self.startTolerance
        let marks = [times.last { $0 < start } ?? start] + times.filter { $0 >= start } + [now]
        let gaps = zip(marks, marks.dropFirst()).map { (from: $0, to: $1) }.filter {
            $0.to - max($0.from, start) > limit
        }
        .sorted { $0.to - $0.from > $1.to - $1.from }
        let span = "\(times.count { $0 >= start }) backups in the last \(Self.rounded(now - start))"
        if let worst = gaps.first {
            return ComplianceFinding(
                .rpo,
                .fail,
                expected: expected,
                observed:
                    "\(gaps.count) gap\(gaps.count == 1 ? "" : "s"), the longest \(Self.rounded(worst.to - worst.from))",
                evidence: [span] + gaps.prefix(5).map(Self.stretch),
                hint: "dr runs shows what happened then"
            )
        }
        let isWhole = start <= wanted + limit
        return ComplianceFinding(
            .rpo,
            isWhole ? .pass : .unknown,
            expected: expected,
            observed: isWhole
                ? "met in the last \(Self.rounded(now - start))"
                : "met since \(RFC3339.format(Timestamp(seconds: start))); before, nothing proves it",
            evidence: [span],
            hint: "the catalog of this machine knows no earlier runs"
        )
    }

    /// Whether there is a copy at another site, as fresh as the plan is.
    func offSiteCopy() -> ComplianceFinding? {
        guard facts.settings.needsOffSiteCopy(in: facts.environment) else { return nil }
        // A copy is made after a backup, so it may be behind by a day and what the schedule leaves.
        let lag = 86_400 + 2 * (facts.longestGap ?? 0)
        let expected = "a snapshot at another site no older than \(Self.text(lag))"
        guard !facts.offSite.isEmpty else {
            return ComplianceFinding(
                .offSiteCopy,
                .fail,
                expected: expected,
                observed: "no repository at another site is configured",
                hint: "configure one with off_site: true and copy_of: \(facts.plan.repository)"
            )
        }
        var findings: [(status: ComplianceStatus, text: String)] = []
        for place in facts.offSite {
            switch place.times {
            case .failure(let reason):
                findings.append((.unknown, "\(place.repository) could not be read: \(reason.reason)"))
            case .success(let times):
                guard let newest = times.filter({ $0 <= facts.now }).max() else {
                    let isYoung = isYounger(than: .seconds(lag))
                    findings.append((isYoung ? .unknown : .fail, "\(place.repository) holds no snapshot of the plan"))
                    continue
                }
                let isFresh = facts.now.seconds - newest.seconds <= lag
                let text = "\(place.repository): \(times.count) snapshots, the newest \(age(newest)) old"
                findings.append((isFresh ? .pass : .fail, text))
            }
        }
        // One good copy is enough.
        let isGood = findings.contains { $0.status == .pass }
        let status = isGood ? .pass : ComplianceStatus.worst(findings.map(\.status))
        return ComplianceFinding(
            .offSiteCopy,
            status,
            expected: expected,
            observed: findings.first { $0.status == status }?.text ?? "",
            evidence: findings.map(\.text),
            hint: "copy the snapshots there, and check that the place can be reached"
        )
    }
}
