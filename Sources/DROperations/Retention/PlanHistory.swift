import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The snapshots of a plan with what the catalog knows of them.
package struct PlanHistory: Sendable {
    /// The name of the plan.
    package let plan: String
    /// Its snapshots, oldest first.
    package let candidates: [RetentionCandidate]
    /// The backups that the catalog knows, oldest first.
    package let witnesses: [BackupWitness]
    /// The longest time between two backups that the schedule leaves, in seconds.
    package let longestGap: Int64?
    /// The newest moment at which this machine began to see every backup.
    package let witnessedSince: Timestamp?
    /// The snapshots themselves, by the hexadecimal digits of their ids.
    private let members: [String: SnapshotShelf.Member]

    /// Brings together a shelf of snapshots and the catalog.
    ///
    /// - Throws: `DRError` when the catalog cannot be read, or the zone of the plan is not on this machine.
    package init(_ name: String, on shelf: SnapshotShelf, _ installation: Installation, _ catalog: Catalog) throws {
        let settings = try installation.plan(name)
        plan = name
        let members = shelf.members(of: name, environment: installation.environment)
        let witnesses = try catalog.backupWitnesses(environment: installation.environment, plan: name)
        let verified = try catalog.verifiedSnapshots(repositoryID: shelf.repositoryID)
        let book = WitnessBook(witnesses)
        var times: [ObjectID: Timestamp] = [:]
        for member in shelf.members { times[member.stored.id] = member.stored.snapshot.time }
        candidates = members.map { member in
            var candidate = RetentionCandidate(member)
            candidate.isVerified = verified.contains(candidate.point.id)
            candidate.witnessed = book.witnessed(candidate.point.id)
            candidate.isKnown = book.knows(candidate.point)
            candidate.parentTime = member.stored.snapshot.parent.flatMap { times[$0] }
            return candidate
        }
        self.members = Dictionary(zip(candidates.map(\.point.id), members)) { first, _ in first }
        self.witnesses = witnesses
        witnessedSince = witnesses.first(where: \.wasSeen)?.started
        let now = installation.clock.now
        let calendar = RunCalendar(
            rules: settings.schedule.rules,
            zone: try installation.zone(of: settings),
            since: now
        )
        let year = Timestamp(seconds: now.seconds + 366 * 86_400)
        longestGap = calendar.longestBackupGap(from: now, to: year)?.seconds
    }

    /// A snapshot, by the hexadecimal digits of its id.
    package func snapshot(_ id: String) -> Snapshot? { members[id]?.stored.snapshot }

    /// The name of a snapshot for people, by the hexadecimal digits of its id; empty for one that is not of the plan.
    package func name(_ id: String) -> String { members[id]?.name ?? "" }

    /// What the guards compare the snapshots with.
    package func evidence(_ installation: Installation, overrides: Set<RetentionRule> = []) -> RetentionEvidence {
        RetentionEvidence(
            longestGap: longestGap,
            host: installation.host,
            witnessedSince: witnessedSince,
            overrides: overrides
        )
    }

    /// Applies the policy of the plan to its snapshots.
    package func decision(_ installation: Installation, overrides: Set<RetentionRule> = []) throws -> RetentionDecision
    {
        let settings = try installation.plan(plan)
        let policy = try installation.policy(settings.retention)
        return RetentionDecision(
            applying: policy,
            to: candidates,
            requiredReach: installation.requiredReach(of: settings, policy),
            evidence: evidence(installation, overrides: overrides),
            now: installation.clock.now
        )
    }
}

extension Installation {
    /// How far back restores of a plan must reach: by its policy, by the environment, and by the recovery window of a
    /// cluster, whichever is further.
    ///
    /// The base backup that a window needs has ended before it begins, so one that began a day earlier is kept.
    func requiredReach(of plan: BackupPlan, _ policy: RetentionPolicy) -> Duration? {
        let window = plan.postgresql?.recoveryWindow.map { $0 + .seconds(86_400) }
        let required = policy.requiredReach(configuration.compliance, in: environment)
        return [window, required].compactMap { $0 }.max()
    }

    /// The retention policy of a name.
    ///
    /// - Throws: `DRError` that names the policies there are.
    package func policy(_ name: String) throws -> RetentionPolicy {
        if let policy = effective.policies[name] { return policy }
        let names = effective.policies.keys.sorted().joined(separator: ", ")
        throw DRError(.usage, "there is no such retention policy", object: name, hint: "the policies are: \(names)")
    }
}
