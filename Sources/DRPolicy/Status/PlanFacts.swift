import DRCore

/// What is known of a plan, for its status.
package struct PlanFacts: Sendable {
    /// The name.
    package var name: String
    /// Whether the scheduler runs it.
    package var isEnabled = true
    /// The repository that it writes to.
    package var repository: String
    /// What a restore must achieve.
    package var objectives = Objectives()
    /// When its runs are due.
    package var calendar: RunCalendar
    /// A restore must have been tried within this time, where that is required.
    package var restoreTestWithin: Duration?
    /// The newest backup that can be restored.
    package var lastGood: RunFact?
    /// The newest backup that is over, whatever came of it.
    package var lastEnded: RunFact?
    /// The backup that is running.
    package var running: RunFact?
    /// Whether the repository was looked into and does not hold the newest good backup.
    package var isLost = false
    /// Backups that failed since the newest good one.
    package var failures = 0
    /// What was seen last of the cluster of a plan of PostgreSQL.
    package var cluster: ClusterFacts?
    /// What that plan promises of the log.
    package var clusterSource: ClusterSource?
    /// The newest test of a restore.
    package var restoreTest: RestoreTestFact?
    /// The newest test that restored the whole plan.
    package var wholeRestoreTest: RestoreTestFact?

    /// Makes facts of a plan of which nothing is known yet.
    package init(name: String, repository: String, calendar: RunCalendar) {
        self.name = name
        self.repository = repository
        self.calendar = calendar
    }
}
