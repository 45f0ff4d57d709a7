import DRRepository

/// The tags by which the snapshots of a plan are known.
package struct PlanTags: Sendable, Equatable {
    /// `plan:NAME`.
    package let plan: String
    /// `env:NAME`.
    package let environment: String

    /// The tags of a plan of an environment.
    package init(plan: String, environment: String) {
        self.plan = PlanOptions.tag(ofPlan: plan)
        self.environment = PlanOptions.tag(ofEnvironment: environment)
    }

    /// Whether a snapshot bears both.
    package func matches(_ snapshot: Snapshot) -> Bool {
        snapshot.tags.contains(plan) && snapshot.tags.contains(environment)
    }
}
