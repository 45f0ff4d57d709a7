import DRCore
import DRPolicy
import Synchronization

/// Looks at the clusters of the plans once a minute, and keeps what was seen in the catalog.
package final class ClusterSampling: Sendable {
    /// Used under the lock alone.
    private struct Looks: @unchecked Sendable {
        var known: [String: (plan: BackupPlan, look: ClusterLook)] = [:]
    }

    private let looks = Mutex(Looks())
    private let pause: Double

    /// Knows nothing yet.
    ///
    /// - Parameter isLasting: whether the process stays, so that it opens repositories once; one that ends at once looks
    ///   seldom, as opening a repository takes half a second of a processor.
    package init(isLasting: Bool) {
        pause = isLasting ? 0 : 240
    }

    /// The work for an environment; repositories that were opened by an earlier one stay open.
    package func work(_ context: JobContext) -> any PeriodicWork { Work(sampling: self, context: context) }

    private struct Work: PeriodicWork {
        let sampling: ClusterSampling
        let context: JobContext

        func perform(at now: Timestamp, _ cancellation: Cancellation) throws {
            try sampling.look(context, at: now)
        }
    }

    private func look(_ context: JobContext, at now: Timestamp) throws {
        let installation = context.installation
        let environment = installation.environment
        for (name, plan) in installation.configuration.plans.sorted(by: { $0.key < $1.key })
        where plan.isEnabled && plan.postgresql != nil {
            let last = try context.catalog.clusterFacts(environment: environment, plan: name)
            let since = try context.catalog.knownSince(environment: environment, plan: name)
            let facts: ClusterFacts? = try looks.withLock { looks in
                let known = looks.known[name].flatMap { $0.plan == plan ? $0.look : nil }
                if known == nil, let last, (0..<pause).contains(now.seconds(since: last.time)) { return nil }
                let look =
                    try known
                    ?? ClusterLook(
                        installation,
                        plan: name,
                        cancellation: context.cancellation,
                        note: context.note
                    )
                looks.known[name] = (plan, look)
                return look.look(since: since).facts
            }
            if let facts { try context.catalog.save(facts, environment: environment) }
        }
    }
}
