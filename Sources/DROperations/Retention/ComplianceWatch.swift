import DRCore
import DRPolicy
import DRRepository

/// Checks now and then whether the plans are what the policies and the environment require, and tells when one is not.
package struct ComplianceWatch: PeriodicWork {
    private let context: JobContext

    /// Seconds between two checks: each opens the repositories.
    package static let interval = 6.0 * 3600
    private static let chore = "compliance"

    /// Takes an environment.
    package init(_ context: JobContext) {
        self.context = context
    }

    /// Checks when it is time for it.
    ///
    /// - Throws: `DRError` when the catalog cannot be used.
    package func perform(at now: Timestamp, _ cancellation: Cancellation) throws {
        let installation = context.installation
        let last = try context.catalog.lastDone(Self.chore, environment: installation.environment)
        // A clock that was set back must not put the next check off.
        if let last, (0..<Self.interval).contains(now.seconds(since: last)) { return }
        try check(at: now, cancellation)
        try context.catalog.setDone(Self.chore, environment: installation.environment, at: now)
        try Outbox(installation, context.catalog, note: context.note).send(cancellation)
    }

    /// Checks all plans now.
    ///
    /// - Throws: `DRError` when the catalog cannot be used; the cancellation's error.
    package func check(at now: Timestamp, _ cancellation: Cancellation) throws {
        let installation = context.installation
        let reader = ComplianceReader(context.stopped(by: cancellation))
        var observations: [AlertObservation] = []
        for (name, plan) in installation.configuration.plans.sorted(by: { $0.key < $1.key }) where plan.isEnabled {
            try cancellation.check()
            let findings = try reader.findings(name)
            let review = ComplianceReview(plan: name, findings: findings, isComplete: reader.isComplete)
            if let observation = review.observation { observations.append(observation) }
        }
        try AlertBoard(installation, context.catalog).observe(observations, at: now)
    }
}
