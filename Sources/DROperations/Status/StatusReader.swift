import CLinux
import DRCore
import DRPolicy
import GRDB

/// Reads what the status of an environment rests on: the catalog, and where that is asked for the repositories.
package struct StatusReader {
    private let installation: Installation
    private let access: RepositoryAccess?

    /// Prepares to read.
    ///
    /// - Parameter access: opens the repositories, which are then looked into; nil reads the catalog alone.
    package init(_ installation: Installation, access: RepositoryAccess? = nil) {
        self.installation = installation
        self.access = access
    }

    /// How the environment stands now.
    ///
    /// Where there is no catalog yet, nothing is known of any plan; none is made.
    ///
    /// - Throws: `DRError` when the catalog cannot be read.
    package func status() throws -> EnvironmentStatus {
        let path = installation.stateDirectory + "/catalog.sqlite"
        guard CLinux.access(path, F_OK) == 0 else { return try status(nil) }
        return try Catalog(path: path).read { try status($0) }
    }

    /// How the environment stands now, as an open catalog says; without one nothing is known.
    package func status(_ database: Database?) throws -> EnvironmentStatus {
        let now = installation.clock.now
        let names = installation.configuration.plans.keys.sorted()
        var runs = StatusQueries(database, environment: installation.environment)
        var plans = try names.map { try plan($0, &runs, now) }
        var repositories = try installation.configuration.repositories.keys.sorted().map { name in
            try repository(name, plans, &runs)
        }
        if let access {
            for place in repositories.indices {
                let look = RepositoryLook(&repositories[place], access, now)
                for plan in plans.indices where plans[plan].repository == repositories[place].name {
                    plans[plan].isLost = look.hasLost(plans[plan].lastGood)
                }
            }
        }
        return EnvironmentStatus(
            environment: installation.environment,
            plans: plans,
            repositories: repositories,
            alerts: try runs.openAlerts(),
            at: now
        )
    }

    private func plan(_ name: String, _ runs: inout StatusQueries, _ now: Timestamp) throws -> PlanFacts {
        let plan = try installation.plan(name)
        let zone = try installation.zones.zone(named: plan.schedule.timezone ?? installation.configuration.timezone)
        let jitter = plan.schedule.jitter.components.seconds
        let calendar = RunCalendar(
            rules: plan.schedule.rules,
            zone: zone,
            delay: StartDelay.seconds(host: installation.host, plan: name, bound: jitter),
            since: try runs.since(name) ?? now
        )
        var facts = PlanFacts(name: name, repository: plan.repository, calendar: calendar)
        facts.isEnabled = plan.isEnabled
        facts.objectives = plan.objectives
        facts.clusterSource = plan.postgresql
        if plan.postgresql != nil { facts.cluster = try runs.cluster(name) }
        facts.restoreTestWithin = installation.configuration.compliance.restoreTestWithin
        let backups: [RunKind] = [.full, .incremental]
        facts.lastGood = try runs.newest(name, backups, [.succeeded, .incomplete])
        facts.lastEnded = try runs.newest(name, backups, RunOutcome.allCases.filter { $0 != .running })
        facts.running = try runs.newest(name, backups, [.running], after: facts.lastEnded?.started)
        facts.failures = try runs.failures(name, backups, after: facts.lastGood?.started)
        facts.restoreTest = try runs.restoreTest(name)
        facts.wholeRestoreTest = try runs.restoreTest(name, onlyWhole: true)
        return facts
    }

    private func repository(
        _ name: String,
        _ plans: [PlanFacts],
        _ runs: inout StatusQueries
    ) throws -> RepositoryFacts {
        var facts = RepositoryFacts(name: name)
        (facts.sample, facts.earlier) = try runs.samples(name)
        for plan in plans where plan.repository == name {
            if plan.isEnabled { facts.calendars.append(plan.calendar) }
            let ended = try runs.newest(plan.name, [.verify], [.succeeded, .incomplete, .failed])
            let good = try runs.newest(plan.name, [.verify], [.succeeded])
            if let ended, ended.started > facts.lastVerify?.started ?? .distantPast { facts.lastVerify = ended }
            if let good, good.started > facts.lastGoodVerify?.started ?? .distantPast { facts.lastGoodVerify = good }
        }
        return facts
    }
}

extension Timestamp {
    fileprivate static var distantPast: Timestamp { Timestamp(seconds: .min) }
}
