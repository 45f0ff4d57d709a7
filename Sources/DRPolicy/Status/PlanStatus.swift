import DRCore

/// How a plan stands at a time.
package struct PlanStatus: Sendable {
    /// What it was made from.
    package let facts: PlanFacts
    /// Seconds since the newest good backup began: that much would be lost.
    package let age: Double?
    /// The next runs of each kind, the first first.
    package let upcoming: [PlannedRun]
    /// How long a restore of the whole plan would take.
    package let restoreTime: RestoreEstimate?
    /// What is not well.
    package let findings: [StatusFinding]

    /// Decides how a plan stands.
    package init(_ facts: PlanFacts, at now: Timestamp) {
        self.facts = facts
        age = facts.lastGood.map { max(now.seconds(since: $0.started), 0) }
        upcoming = facts.isEnabled ? facts.calendar.nextOfEachKind(after: now) : []
        restoreTime = RestoreEstimate(facts)
        guard facts.isEnabled else {
            findings = []
            return
        }
        var found = BackupCheck(facts, now).findings
        found += RestoreCheck(facts, restoreTime, now).findings
        if let source = facts.clusterSource {
            found +=
                facts.cluster.map { ClusterCheck($0, source, at: now).findings }
                ?? [StatusFinding(.unknown, "nobody has looked at the log of the cluster yet", hint: "dr pg status")]
        }
        findings = found.sorted { $0.verdict > $1.verdict }
    }

    /// The worst of what was found; nil for a plan that is switched off.
    package var verdict: Verdict? { facts.isEnabled ? findings.verdict : nil }
}

extension RunCalendar {
    /// The next run of each scheduled kind, the first first.
    func nextOfEachKind(after now: Timestamp) -> [PlannedRun] {
        let start = Timestamp(seconds: now.seconds - delay)
        let end = Timestamp(seconds: now.seconds + 2 * 366 * 86_400)
        return rules.keys.compactMap { kind in
            // Only backups replace each other.
            let kinds: [RunKind] = kind == .incremental ? [.full, .incremental] : [kind]
            return plannedRuns(kinds, from: start, to: end).first { $0.kind == kind && $0.due > now }
        }
        .sorted { ($0.due, $0.kind.rawValue) < ($1.due, $1.kind.rawValue) }
    }
}
