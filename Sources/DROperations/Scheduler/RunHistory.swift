import DRCore

/// What the catalog knows of the scheduled runs of an environment.
struct RunHistory: Sendable {
    /// Since when each plan is known.
    var since: [String: Timestamp] = [:]
    /// Of each plan and kind the run with the newest occurrence, and the newest that was of use.
    var marks: [String: [RunMark]] = [:]
    /// Where a run is not over.
    var busy: Set<PlanLane> = []
}
