import DRCore

/// How an environment stands at a time.
package struct EnvironmentStatus: Sendable {
    /// The name.
    package let environment: String
    /// When.
    package let time: Timestamp
    /// The plans by name.
    package let plans: [PlanStatus]
    /// The repositories by name.
    package let repositories: [RepositoryStatus]
    /// The open alerts, the worst first.
    package let alerts: [AlertFact]
    /// What concerns the environment as a whole.
    package private(set) var findings: [StatusFinding]

    /// Decides how an environment stands.
    package init(
        environment: String,
        plans: [PlanFacts],
        repositories: [RepositoryFacts],
        alerts: [AlertFact],
        at now: Timestamp
    ) {
        self.environment = environment
        time = now
        self.plans = plans.map { PlanStatus($0, at: now) }
        let used = Set(plans.filter(\.isEnabled).map(\.repository))
        self.repositories = repositories.map { RepositoryStatus($0, isUsed: used.contains($0.name), at: now) }
        self.alerts = alerts.sorted { ($1.verdict, $0.opened) < ($0.verdict, $1.opened) }
        let isIdle = !plans.contains(where: \.isEnabled)
        findings = isIdle ? [StatusFinding(.unknown, "no plan is enabled, so nothing is backed up")] : []
    }

    /// Adds what else concerns the environment as a whole.
    package mutating func add(_ more: [StatusFinding]) { findings += more }

    /// The worst of all.
    package var verdict: Verdict {
        let parts = plans.compactMap(\.verdict) + repositories.map(\.verdict) + alerts.map(\.verdict)
        return (parts + [findings.verdict]).max() ?? .unknown
    }
}
