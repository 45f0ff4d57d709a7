import DRCore

/// What the state of a plan says about alerts, without any run.
package struct PlanReview: Sendable {
    /// The plan.
    package var plan: String
    /// When the newest good backup began.
    package var lastBackup: Timestamp?
    /// When the newest restore that was tried and was right ended.
    package var lastRestoreTest: Timestamp?
    /// Since when the plan is known.
    package var since: Timestamp
    /// When the backup that runs now began.
    package var running: Timestamp?

    /// Describes the state of a plan.
    package init(
        plan: String,
        lastBackup: Timestamp?,
        lastRestoreTest: Timestamp?,
        since: Timestamp,
        running: Timestamp? = nil
    ) {
        self.plan = plan
        self.lastBackup = lastBackup
        self.lastRestoreTest = lastRestoreTest
        self.since = since
        self.running = running
    }

    /// Seconds that a start may be late without anything being wrong: the clock of the scheduler ticks.
    private static let tick = 60.0

    /// Whether the newest good backup is older than the RPO.
    ///
    /// A plan whose interval is its RPO is over it for as long as each backup takes; a backup that runs is waited for
    /// until half the RPO has passed again.
    package func backupAge(_ settings: BackupPlan, at now: Timestamp) -> AlertObservation? {
        guard let rpo = settings.objectives.rpo, settings.isEnabled else { return nil }
        let age = now.seconds(since: lastBackup ?? since)
        let isAtWork = running.map { $0 >= lastBackup ?? since } ?? false
        let limit =
            rpo.inSeconds * (isAtWork ? 1.5 : 1) + settings.schedule.jitter.inSeconds + Self.tick
        guard age > limit else { return .good(.rpo(plan)) }
        let given = "the RPO is \(DurationText.format(rpo))"
        let ageText = DurationText.format(.seconds(Int64(age) / 60 * 60))
        return .wrong(
            AlertFinding(
                .rpo(plan),
                .critical,
                lastBackup == nil
                    ? "there is no good backup yet, \(ageText) after the plan was made; \(given)"
                    : "the last good backup is \(ageText) old; \(given)",
                object: plan,
                hint: "see dr runs and dr status; dr backup makes one now",
                plan: plan
            )
        )
    }

    /// Whether no restore was tried for too long.
    package func restoreTestAge(_ settings: ComplianceSettings, at now: Timestamp) -> AlertObservation? {
        guard let limit = settings.restoreTestWithin else { return nil }
        let age = now.seconds(since: lastRestoreTest ?? since)
        guard age > limit.inSeconds else { return .good(.restoreTestAge(plan)) }
        let days = "\(Int(age / 86_400)) days"
        return .wrong(
            AlertFinding(
                .restoreTestAge(plan),
                .warning,
                (lastRestoreTest == nil
                    ? "no restore was ever tried, and the plan is known for \(days)"
                    : "the last restore was tried \(days) ago")
                    + "; one is required every \(DurationText.format(limit))",
                object: plan,
                hint: "dr test tries one",
                plan: plan
            )
        )
    }
}
