import DRCore

/// What is known of a repository, for its status.
package struct RepositoryFacts: Sendable {
    /// The state of a repository at a time.
    package struct Sample: Hashable, Sendable {
        /// When it was looked at.
        package var time: Timestamp
        /// Snapshots in it.
        package var snapshots: Int64
        /// What it takes, in bytes.
        package var bytes: Int64
        /// Locks on it.
        package var locks: Int64
        /// Since when the oldest lock is there.
        package var oldestLock: Timestamp?

        /// Makes a sample of its parts.
        package init(time: Timestamp, snapshots: Int64, bytes: Int64, locks: Int64, oldestLock: Timestamp? = nil) {
            self.time = time
            self.snapshots = snapshots
            self.bytes = bytes
            self.locks = locks
            self.oldestLock = oldestLock
        }
    }

    /// The name.
    package var name: String
    /// The newest sample.
    package var sample: Sample?
    /// The sample that growth is counted from.
    package var earlier: Sample?
    /// The newest verification that found nothing.
    package var lastGoodVerify: RunFact?
    /// The newest verification that is over.
    package var lastVerify: RunFact?
    /// Why it could not be opened, where that was tried.
    package var failure: DRError?
    /// The calendars of the plans that write to it and are enabled.
    package var calendars: [RunCalendar] = []

    /// Makes facts of a repository of which nothing is known yet.
    package init(name: String) {
        self.name = name
    }
}
