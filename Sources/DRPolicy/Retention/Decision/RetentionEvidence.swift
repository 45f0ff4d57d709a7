import DRCore

/// What the guards of a plan compare its snapshots with.
package struct RetentionEvidence: Hashable, Sendable {
    /// The longest time between two backups that the schedule leaves, in seconds; nil when it has no two.
    package var longestGap: Int64?
    /// The host whose runs the catalog knows.
    package var host: String
    /// Since when the catalog has seen every backup of the plan on this host; nil when it has seen none.
    package var witnessedSince: Timestamp?
    /// The guards that somebody overrides.
    package var overrides: Set<RetentionRule>

    /// By how much clocks may differ, in seconds, before a time is taken as wrong.
    package static let clockTolerance: Int64 = 300
    /// So few removals need no leave, whatever share they are: a young plan has few snapshots.
    package static let smallRemoval = 4

    /// Takes what is known.
    package init(
        longestGap: Int64? = nil,
        host: String = "",
        witnessedSince: Timestamp? = nil,
        overrides: Set<RetentionRule> = []
    ) {
        self.longestGap = longestGap
        self.host = host
        self.witnessedSince = witnessedSince
        self.overrides = overrides
    }
}
