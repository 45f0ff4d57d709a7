import DRCore

/// How a repository stands at a time.
package struct RepositoryStatus: Sendable {
    /// A lock that is older than this many seconds is in the way of somebody.
    private static let oldLock = 6 * 3600.0

    /// What it was made from.
    package let facts: RepositoryFacts
    /// Bytes a day, since the earlier sample; nil when that is too short ago to tell.
    package let growth: Double?
    /// What is not well.
    package let findings: [StatusFinding]

    /// Decides how a repository stands.
    ///
    /// - Parameter isUsed: whether a plan writes to it; one that only holds a copy is not verified by runs of its own.
    package init(_ facts: RepositoryFacts, isUsed: Bool = true, at now: Timestamp) {
        self.facts = facts
        growth = Self.growth(facts)
        var found = isUsed ? Self.verification(facts, now) : []
        if let failure = facts.failure {
            let object = failure.object.map { ": " + $0 } ?? ""
            found.append(StatusFinding(.critical, "it cannot be read: " + failure.message + object, hint: failure.hint))
        }
        if let sample = facts.sample, let oldest = sample.oldestLock, sample.locks > 0 {
            let age = sample.time.seconds(since: oldest)
            if age > Self.oldLock {
                found.append(StatusFinding(.warning, "a lock was \(BackupCheck.span(age)) old", hint: "dr unlock"))
            }
        }
        findings = found.sorted { $0.verdict > $1.verdict }
    }

    /// The worst of what was found.
    package var verdict: Verdict { findings.verdict }

    private static func growth(_ facts: RepositoryFacts) -> Double? {
        guard let new = facts.sample, let old = facts.earlier else { return nil }
        let seconds = new.time.seconds(since: old.time)
        return seconds >= 3600 ? Double(new.bytes - old.bytes) / seconds * 86_400 : nil
    }

    private static func verification(_ facts: RepositoryFacts, _ now: Timestamp) -> [StatusFinding] {
        let next = "dr verify, or schedule.verify in a plan"
        if let last = facts.lastVerify, last.result != .good,
            facts.lastGoodVerify.map({ $0.started < last.started }) ?? true
        {
            let reason = last.message.map { ": " + $0 } ?? ""
            return last.foundDamage
                ? [
                    StatusFinding(
                        .critical,
                        "the last verification found damage" + reason,
                        hint: "dr verify --read-data"
                    )
                ]
                : [StatusFinding(.warning, "the last verification failed" + reason, hint: next)]
        }
        let scheduled = facts.calendars.filter { $0.rules[.verify] != nil }
        guard let good = facts.lastGoodVerify else {
            let late = scheduled.compactMap { Lateness($0, [.verify], since: $0.since, at: now) }.first
            if let late {
                return [StatusFinding(.warning, "never verified; it was due \(late.text) ago", hint: next)]
            }
            return [StatusFinding(.unknown, "never verified", hint: next)]
        }
        // One of the plans suffices to keep it verified.
        let lates = scheduled.map { Lateness($0, [.verify], since: good.started, at: now) }
        guard !lates.isEmpty, !lates.contains(where: { $0 == nil }), let late = lates[0] else { return [] }
        return [StatusFinding(.warning, "a verification was due \(late.text) ago", hint: next)]
    }
}
