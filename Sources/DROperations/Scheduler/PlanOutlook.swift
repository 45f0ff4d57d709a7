import DRCore
import DRPolicy
import GRDB

/// What a plan will do next, and what came of its last runs.
package struct PlanOutlook: Sendable {
    /// The plan.
    package let plan: ScheduledPlan
    /// Its next runs, ascending.
    package let next: [PlannedRun]
    /// Its newest run of each kind that has one, in the order of kinds.
    package let last: [RunRecord]

    /// The outlook of plans.
    ///
    /// - Parameters:
    ///   - count: so many runs of each.
    /// - Throws: `DRError` when the catalog cannot be read.
    package static func all(
        _ plans: [ScheduledPlan],
        environment: String,
        catalog: Catalog,
        now: Timestamp,
        count: Int
    ) throws -> [PlanOutlook] {
        try plans.map { plan in
            // What is foreseen lies in the future with the delay of this host, so an occurrence may lie in the past.
            let start = Timestamp(seconds: now.seconds - plan.delay + 1)
            let planned = plan.calendar(since: now).plannedRuns(from: start, to: Timestamp(seconds: .max))
            return PlanOutlook(
                plan: plan,
                next: Array(planned.prefix(count)),
                last: try RunKind.allCases.compactMap {
                    try catalog.lastRun(environment: environment, plan: plan.name, kinds: [$0])
                }
            )
        }
    }
}
