/// How a base backup of a cluster is made.
package struct BaseBackupSettings: Sendable {
    /// The data directory.
    package var dataDirectory: String
    /// The size of the pieces that files are cut into, in bytes; a power of two from 8 KiB on.
    package var blockSize = 64 << 10
    /// Whether the log comes through a replication slot, so that the server need not archive.
    package var hasReceiver = false
    /// Of the files that look unchanged this share is read and compared all the same, 0 to 1.
    package var sampledShare = 0.01
    /// How long the first segment may take to arrive in the repository, in seconds.
    package var firstSegmentPatience = 60.0
    /// How long the end of the backup waits while no further segment arrives, in seconds; the time after which the server
    /// ends a segment by itself comes on top.
    package var lastSegmentPatience = 600.0
    /// Hears what is waited for, from any thread.
    package var note: @Sendable (String) -> Void = { _ in }

    /// Makes settings with the defaults above.
    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }
}
