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

    /// Knows nothing yet.
    package init() {}

    /// The work for an environment; repositories that were opened by an earlier one stay open.
    package func work(_ context: JobContext) -> any PeriodicWork { Work(sampling: self, context: context) }

    private struct Work: PeriodicWork {
        let sampling: ClusterSampling
        let context: JobContext

        func perform(at now: Timestamp, _ cancellation: Cancellation) throws {
            try sampling.look(context, at: now)
        }
    }

    /// A process that ends at once need not look as often: opening a repository takes half a second of a processor.
    private static let pause = 240.0

    private func look(_ context: JobContext, at now: Timestamp) throws {
        let installation = context.installation
        let environment = installation.environment
        for (name, plan) in installation.configuration.plans.sorted(by: { $0.key < $1.key })
        where plan.isEnabled && plan.postgresql != nil {
            let last = try context.catalog.clusterFacts(environment: environment, plan: name)
            let since = try context.catalog.knownSince(environment: environment, plan: name)
            let facts: ClusterFacts? = try looks.withLock { looks in
                let known = looks.known[name].flatMap { $0.plan == plan ? $0.look : nil }
                if known == nil, let last, (0..<Self.pause).contains(now.seconds(since: last.time)) { return nil }
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
