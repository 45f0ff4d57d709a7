import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Gathers what is known about plans for a compliance check; each repository is read once.
package final class ComplianceReader {
    private let context: JobContext
    private let shelves: ShelfCache
    private var failures: [String: ComplianceFacts.Unreadable] = [:]

    /// Prepares; nothing is opened yet.
    package init(_ context: JobContext) {
        self.context = context
        shelves = ShelfCache(context.repositories)
    }

    /// Whether every repository that was needed so far could be read.
    package var isComplete: Bool { failures.isEmpty }

    /// The findings about a plan.
    ///
    /// - Throws: `DRError` when the plan or its policy is unknown, or the catalog cannot be read. A repository that cannot
    ///   be read makes findings unknown.
    package func findings(_ plan: String) throws -> [ComplianceFinding] {
        try ComplianceCheck(facts(plan)).findings()
    }

    private func facts(_ name: String) throws -> ComplianceFacts {
        let installation = context.installation
        let configuration = installation.configuration
        let plan = try installation.plan(name)
        let policy = try installation.policy(plan.retention)
        var facts = ComplianceFacts(
            plan: plan,
            policy: policy,
            settings: configuration.compliance,
            environment: installation.environment,
            host: installation.host,
            points: .unreadable("nothing was read"),
            now: installation.clock.now
        )
        switch shelf(plan.repository) {
        case .failure(let failure): facts.points = .unreadable(failure.reason)
        case .success(let shelf):
            let history = try PlanHistory(name, on: shelf, installation, context.catalog)
            facts.points = .known(history.candidates)
            facts.longestGap = history.longestGap
            for hold in policy.legalHolds { facts.held[hold.snapshot ?? hold.tag ?? ""] = shelf.count(heldBy: hold) }
        }
        facts.offSite = configuration.repositories.keys.sorted().filter { repository in
            guard let settings = configuration.repositories[repository], settings.isOffSite else { return false }
            return repository == plan.repository || settings.copyOf == plan.repository
        }.map { offSite($0, plan: name) }
        try addHistory(name, to: &facts)
        return facts
    }

    private func addHistory(_ name: String, to facts: inout ComplianceFacts) throws {
        let catalog = context.catalog
        let environment = context.installation.environment
        let witnesses = try catalog.backupWitnesses(environment: environment, plan: name)
        facts.backups = witnesses.filter(\.isUsable).map(\.started)
        facts.witnessedSince = witnesses.first(where: \.wasSeen)?.started
        facts.existsSince = try catalog.knownSince(environment: environment, plan: name)
        facts.restoreTests = try catalog.restoreTests(environment: environment, plan: name)
        let proofs = try catalog.lastRun(
            environment: environment,
            plan: name,
            kinds: [.verify, .restoreTest],
            outcomes: [.succeeded, .incomplete, .failed]
        )
        facts.wasEverVerified = proofs != nil
    }

    private func offSite(_ repository: String, plan: String) -> ComplianceFacts.OffSite {
        let environment = context.installation.environment
        let times = shelf(repository).map { $0.members(of: plan, environment: environment).map(\.stored.snapshot.time) }
        return ComplianceFacts.OffSite(repository: repository, times: times)
    }

    private func shelf(_ name: String) -> Result<SnapshotShelf, ComplianceFacts.Unreadable> {
        if let failure = failures[name] { return .failure(failure) }
        do {
            return .success(try shelves.shelf(name))
        } catch {
            let failure = ComplianceFacts.Unreadable(DRError(anyStorageError: error).description)
            failures[name] = failure
            return .failure(failure)
        }
    }
}
