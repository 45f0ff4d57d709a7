/// Where a base backup is written to, and what the server is told to do with it.
package struct ClusterRestoreOptions: Sendable {
    /// The data directory that is made.
    package var target: String
    /// Whether an existing data directory is made what the backup says, writing only what differs.
    package var isDelta = false
    /// Where tablespaces go, by number; others go beside the target, to `TARGET.tablespaces/<number>`.
    package var tablespaces: [UInt32: String] = [:]
    /// What the server does at the target.
    package var action = RecoveryAction.promote
    /// Whether the transaction or position of the target itself is left out.
    package var isExclusive = false
    /// The command that fetches the log; `%f` and `%p` stand for the name and the place of a segment.
    package var restoreCommand: String
    /// The program in that command which the user of the server must be able to run here; nil asks for nothing.
    package var logProgram: String?
    /// Whether the recovered server archives as the original does; a copy must not, or it would spoil the archive.
    package var keepsArchiving = false
    /// Whether it becomes a standby, which follows the log for ever.
    package var isStandby = false
    /// Whether every file is read again and compared with the snapshot.
    package var verifies = false

    /// Makes options with the defaults above.
    package init(target: String, restoreCommand: String) {
        self.target = target
        self.restoreCommand = restoreCommand
    }
}
