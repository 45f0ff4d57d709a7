import DRCore
import DRPolicy

/// Looks for what no run tells: backups that are too old, restores that nobody tried, drills
/// that are overdue, old locks, growth, a changed log.
package struct AlertSweep: Sendable {
    private let installation: Installation
    private let catalog: Catalog

    /// Takes an environment.
    package init(_ installation: Installation, _ catalog: Catalog) {
        self.installation = installation
        self.catalog = catalog
    }

    /// Looks at everything once and takes in what it saw; what nobody acknowledged is repeated or raised.
    ///
    /// - Returns: the alerts of which something is told now.
    /// - Throws: `DRError` when the catalog cannot be used.
    @discardableResult
    package func run(at now: Timestamp) throws -> [AlertRecord] {
        var observations: [AlertObservation] = []
        let configuration = installation.configuration
        let plans = configuration.plans.filter { $0.value.isEnabled }.sorted { $0.key < $1.key }
        let names = plans.map(\.key)
        let environment = installation.environment
        let trails = try catalog.trails(environment: environment, plans: names, kinds: Self.kinds)
        let since = try catalog.since(environment: environment, plans: names, now: now)
        for (name, plan) in plans {
            let review = Self.review(name, trails[name] ?? [:], since: since[name] ?? now)
            observations += [
                review.backupAge(plan, at: now), review.restoreTestAge(configuration.compliance, at: now),
            ].compactMap { $0 }
            observations += try cluster(name, plan, at: now)
        }
        for name in configuration.repositories.keys.sorted() { observations += try repository(name) }
        observations.append(AuditReview.observation(AuditLog(installation), now: now))
        observations += try DrillSweep(installation, catalog).observations(at: now)
        let board = AlertBoard(installation, catalog)
        return try board.observe(observations, at: now) + board.pass(to: now)
    }

    private static let kinds: [RunKind] = [.full, .incremental, .restoreTest]

    private static func review(_ plan: String, _ trails: [RunKind: RunTrail], since: Timestamp) -> PlanReview {
        let backups = [trails[.full], trails[.incremental]].compactMap(\.self)
        return PlanReview(
            plan: plan,
            lastBackup: backups.compactMap { $0.lastGood?.started }.max(),
            lastRestoreTest: trails[.restoreTest]?.lastGood?.ended,
            since: since,
            running: backups.compactMap { $0.last }.filter { $0.outcome == .running }.map(\.started).max()
        )
    }

    private func cluster(_ name: String, _ plan: BackupPlan, at now: Timestamp) throws -> [AlertObservation] {
        guard let source = plan.postgresql,
            let facts = try catalog.clusterFacts(environment: installation.environment, plan: name)
        else { return [] }
        return ClusterCheck(facts, source, at: now).observations.map { $0.observation(name) }
    }

    private func repository(_ name: String) throws -> [AlertObservation] {
        let samples = try catalog.samples(environment: installation.environment, repository: name, limit: 2)
        guard let newest = samples.first else { return [] }
        let review = RepositoryReview(
            repository: name,
            time: newest.time,
            bytes: newest.bytes,
            bytesBefore: samples.count > 1 ? samples[1].bytes : nil,
            oldestLock: newest.oldestLock
        )
        let growth = installation.guardrails.storageGrowth.flatMap(review.growth)
        return [review.lockAge] + (growth.map { [$0] } ?? [])
    }
}
