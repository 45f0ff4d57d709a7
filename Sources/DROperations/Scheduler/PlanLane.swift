/// What excludes each other: the backups of a plan, and its maintenance.
package struct PlanLane: Hashable, Sendable {
    let plan: String
    let lane: RunLane

    init(_ job: Job) {
        self.init(plan: job.plan, lane: RunLane(job.kind))
    }

    init(plan: String, lane: RunLane) {
        self.plan = plan
        self.lane = lane
    }
}
