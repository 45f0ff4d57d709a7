import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Applies the retention policy of a plan to its repository.
package struct PlanRetention: Sendable {
    private let context: JobContext
    private let overrides: Set<RetentionRule>

    /// Prepares; nothing is opened yet.
    ///
    /// - Parameter overrides: the guards that somebody overrides.
    package init(_ context: JobContext, overrides: Set<RetentionRule> = []) {
        self.context = context
        self.overrides = overrides
    }

    /// What came of it.
    package struct Outcome: Sendable {
        /// The decision that was carried out.
        package let decision: RetentionDecision
        /// The snapshots and what is known of them.
        package let history: PlanHistory
        /// What was removed, newest first.
        package let removed: [String]
        /// What ended it before all was removed.
        package let failure: DRError?
    }

    /// Removes what the policy does not want and no guard keeps; the space is freed by prune.
    ///
    /// It looks at the snapshots under its lock, so that of two that apply a policy at once each decides on what is there.
    ///
    /// - Throws: `DRError` when the repository or the catalog cannot be read. What ends it while snapshots are removed is
    ///   in the outcome, beside those that are gone by then.
    package func apply(_ plan: String) throws -> Outcome {
        let installation = context.installation
        let access = context.repositories
        let name = try installation.plan(plan).repository
        let repository = try access.open(name)
        // A shared lock is enough: no running backup needs a snapshot file, and only prune removes data.
        let (outcome, newest) = try repository.withLock(
            exclusive: false,
            cancellation: context.cancellation,
            options: access.lockOptions
        ) { _ -> (Outcome, Timestamp?) in
            let shelf = try SnapshotShelf(repository)
            for id in shelf.damaged {
                context.note("a snapshot cannot be read and stays: \(ObjectName(.snapshot, id).description)")
            }
            let history = try PlanHistory(plan, on: shelf, installation, context.catalog)
            let decision = try history.decision(installation, overrides: overrides)
            let doomed = decision.removable.compactMap { history.snapshot($0.id)?.id }
            var removed: [String] = []
            var failure: DRError?
            do {
                try repository.forget(doomed, cancellation: context.cancellation) { removed.append($0.hex) }
            } catch {
                failure = DRError(anyStorageError: error)
            }
            let outcome = Outcome(decision: decision, history: history, removed: removed, failure: failure)
            let gone = Set(removed)
            return (outcome, shelf.members.last { !gone.contains($0.stored.id.hex) }?.stored.snapshot.time)
        }
        if !outcome.removed.isEmpty {
            RepositorySample.keep(of: repository, name, newestSnapshot: newest, context)
        }
        return outcome
    }
}
