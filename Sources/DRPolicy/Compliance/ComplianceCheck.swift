import DRCore

/// Holds what is known about a plan against its requirements.
///
/// A requirement passes on evidence alone. What has not been observed yet is unknown while the plan is too young for it,
/// and a failure afterwards: nobody looked in time.
package struct ComplianceCheck {
    let facts: ComplianceFacts

    /// Takes what is known.
    package init(_ facts: ComplianceFacts) {
        self.facts = facts
        guard case .known(let known) = facts.points else {
            (everyHost, candidates) = (nil, nil)
            return
        }
        let sorted = known.sorted { RetentionPoint.isNewer($0.point, $1.point) }
        everyHost = sorted
        candidates = sorted.filter { $0.point.hostname == facts.host }
    }

    /// The finding of each requirement that the plan has.
    package func findings() -> [ComplianceFinding] {
        let found = [minimumReach(), coverage(), maximumReach(), verifiedPoints(), restoreTest()]
        return (found + [offSiteCopy(), rpo(), rto(), objectives(), legalHolds()]).compactMap { $0 }
    }

    /// The snapshots of the plan, newest first; nil when they could not be read.
    let everyHost: [RetentionCandidate]?
    /// Those of this host.
    let candidates: [RetentionCandidate]?

    /// The finding when the snapshots could not be read.
    func unreadable(_ requirement: ComplianceRequirement, expected: String) -> ComplianceFinding {
        var reason = "the snapshots could not be read"
        if case .unreadable(let why) = facts.points { reason = why }
        return ComplianceFinding(
            requirement,
            .unknown,
            expected: expected,
            observed: "the repository could not be read",
            evidence: [reason],
            hint: "dr verify --repository \(facts.plan.repository) says what is wrong with it"
        )
    }

    /// When the plan began, as far as anything says: the first sign of it.
    var begin: Timestamp? {
        let oldest = candidates?.last?.point.time
        return [facts.existsSince, facts.backups.min(), oldest].compactMap { $0 }.min()
    }

    /// Whether the plan is younger than a time; a plan of which nothing is known is.
    func isYounger(than duration: Duration) -> Bool {
        guard let begin else { return true }
        return facts.now.seconds - begin.seconds < duration.components.seconds
    }

    static func text(_ seconds: Int64) -> String { DurationText.format(.seconds(max(seconds, 0))) }

    /// A length in the two largest units, for people.
    static func rounded(_ seconds: Int64) -> String {
        let units: [Int64] = [86_400, 3600, 60, 1]
        guard let place = units.firstIndex(where: { seconds >= $0 }) else { return "0s" }
        let smallest = units[min(place + 1, units.count - 1)]
        return text(seconds / smallest * smallest)
    }

    func age(_ time: Timestamp) -> String { Self.rounded(facts.now.seconds - time.seconds) }
}
