import DRCore

/// What was seen of a PostgreSQL cluster and of its log at a time.
package struct ClusterFacts: Hashable, Sendable {
    /// The state of the replication slot of the receiver.
    package struct Slot: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// What the server says of the log that it keeps: reserved, extended, unreserved or lost; nil when it has no slot.
        package var state: String?
        /// Bytes of the log that the server keeps for it.
        package var retained: Int64

        /// Takes the parts.
        package init(name: String, state: String?, retained: Int64) {
            self.name = name
            self.state = state
            self.retained = retained
        }
    }

    /// The plan.
    package var plan: String
    /// When it was looked at.
    package var time: Timestamp
    /// The cluster; nil when it was never seen.
    package var cluster: UInt64?
    /// Why the server could not be asked.
    package var serverProblem: String?
    /// Why the repository could not be read.
    package var repositoryProblem: String?
    /// How old the newest change is that the repository lacks, in seconds: what would be lost; 0 when it has all.
    package var lag: Double?
    /// The same in bytes of the log.
    package var lagBytes: Int64?
    /// Files that wait to be archived, and their bytes.
    package var waiting: Int64?
    package var waitingBytes: Int64?
    /// Whether the server's last try to archive a file failed.
    package var isArchivingFailing = false
    /// The slot of the receiver, where one is named.
    package var slot: Slot?
    /// Gaps in the log since the oldest base backup.
    package var gaps: Int64?
    /// What is missing first.
    package var firstGap: String?
    /// Base backups that can be used.
    package var bases: Int64?
    /// The first and the last moment that can be reached without a hole before it, UTC.
    package var reachableFrom: Timestamp?
    package var reachableTo: Timestamp?
    /// Since when the plan is known, UTC.
    package var since: Timestamp?

    /// Makes facts of a cluster of which nothing was seen.
    package init(plan: String, time: Timestamp) {
        self.plan = plan
        self.time = time
    }
}
