import DRPolicy

/// How much may run at once.
///
/// - Of a plan one backup and one piece of maintenance (`RunLane`).
/// - Maintenance of a repository one by one: verification, retention, prune and restore tests get in each other's way.
/// - At most so many runs in all; with more than one place, one is kept free of maintenance, so that no backup waits
///   for a long verification.
struct StartLimits: Sendable {
    /// The most runs at once.
    let limit: Int
    /// The repository of each plan.
    let repositories: [String: String]

    /// The most runs at once where the guardrails set no limit.
    private static let usualLimit = 2

    init(_ configuration: Configuration) {
        limit = configuration.guardrails.concurrentOperations ?? Self.usualLimit
        repositories = configuration.plans.mapValues(\.repository)
    }

    /// The first of the jobs that may start beside those that run.
    func next(of due: [Job], beside running: [Job]) -> Job? {
        guard running.count < limit else { return nil }
        let maintenance = running.filter(\.isMaintenance)
        let hasPlace = maintenance.count < max(limit - 1, 1)
        let lanes = Set(maintenance.map { repositories[$0.plan] })
        return due.first { job in
            guard !running.contains(where: { PlanLane($0) == PlanLane(job) }) else { return false }
            return !job.isMaintenance || hasPlace && !lanes.contains(repositories[job.plan])
        }
    }
}

extension Job {
    /// Whether it looks after what was stored before, rather than storing more.
    var isMaintenance: Bool { RunLane(kind) == .maintenance }
}
