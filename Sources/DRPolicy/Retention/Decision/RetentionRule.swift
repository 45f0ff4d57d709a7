/// The guards that stand between a decision and the removal of snapshots; the raw value is their name on the command
/// line, in the audit log and in messages.
package enum RetentionRule: String, CaseIterable, Hashable, Sendable {
    /// The newest snapshot must not be older than twice the longest time between two backups.
    case newestAge = "newest_age"
    /// No more than a share of the snapshots goes at once.
    case removalShare = "removal_share"
    /// The times of snapshots must agree with the clock, with each other and with what this machine saw.
    case snapshotTimes = "snapshot_times"
    /// A group does not lose all of its snapshots.
    case emptiedGroup = "emptied_group"
}
