import DRCore

/// What is known about a plan when its compliance is checked.
package struct ComplianceFacts: Hashable, Sendable {
    /// What the snapshots of the plan in a repository say.
    package enum Points: Hashable, Sendable {
        /// They were read.
        case known([RetentionCandidate])
        /// They could not be read, for this reason.
        case unreadable(String)
    }

    /// The plan and its policy.
    package var plan: BackupPlan
    package var policy: RetentionPolicy
    /// What the environment asks for.
    package var settings: ComplianceSettings
    /// The environment; `production` has requirements of its own.
    package var environment: String
    /// The host whose data is asked about; those of others count for what is kept too long alone.
    package var host: String
    /// The snapshots of the plan.
    package var points: Points
    /// Snapshots of the repository, of whatever plan, that answer to the holds of the policy.
    package var held: [String: Int] = [:]
    /// Where copies at another site lie.
    package var offSite: [OffSite] = []
    /// The restores that were tried, in any order.
    package var restoreTests: [RestoreTest] = []
    /// When backups of the plan succeeded, as the catalog knows, in any order.
    package var backups: [Timestamp] = []
    /// Since when the catalog has seen every backup; nil when it knows none but by the repository.
    package var witnessedSince: Timestamp?
    /// Since when the plan is known to exist; nil when nothing says so.
    package var existsSince: Timestamp?
    /// Whether the repository was ever verified as far as this machine knows.
    package var wasEverVerified = false
    /// The longest time between two backups that the schedule leaves, in seconds.
    package var longestGap: Int64?
    /// When the check is made.
    package var now: Timestamp

    /// Takes what every check needs; the rest is set as far as it is known.
    package init(
        plan: BackupPlan,
        policy: RetentionPolicy,
        settings: ComplianceSettings,
        environment: String,
        host: String,
        points: Points,
        now: Timestamp
    ) {
        self.plan = plan
        self.policy = policy
        self.settings = settings
        self.environment = environment
        self.host = host
        self.points = points
        self.now = now
    }
}

extension ComplianceSettings {
    /// How far back the restores of an environment must reach: 90 days in `production` unless set.
    package func requiredRetention(in environment: String) -> Duration? {
        requiredRetention ?? (environment == "production" ? .days(90) : nil)
    }

    /// Whether an environment needs a copy at another site: `production` does unless set.
    package func needsOffSiteCopy(in environment: String) -> Bool {
        needsOffSiteCopy ?? (environment == "production")
    }
}

extension RetentionPolicy {
    /// How far back restores must reach: what the policy or the environment asks for, whichever is further.
    package func requiredReach(_ settings: ComplianceSettings, in environment: String) -> Duration? {
        let required = [requiredMinimum, settings.requiredRetention(in: environment)].compactMap { $0 }
        return required.max()
    }
}
