import DRCore

/// What a backup of file trees takes in and how it decides what to read.
package struct BackupOptions: Sendable {
    /// Which content is read.
    package enum Kind: String, Sendable {
        /// Every byte is read and hashed; differences that size and times do not show are reported.
        case full
        /// Files are read whose size, times or inode differ from the parent, or whose blobs are missing.
        case incremental
    }

    package var kind: Kind = .incremental
    /// The paths to back up, as given; raw bytes.
    package var targets: [[UInt8]] = []
    /// What is left out.
    package var exclusion: Exclusion
    /// The exclude patterns as given, for the snapshot.
    package var excludes: [String] = []
    /// Whether access times are kept; they make every backup differ.
    package var keepsAccessTimes = false
    /// Whether a changed inode number alone makes a file be read; wrong on network file systems.
    package var ignoresInode = false
    /// Whether a changed status-change time alone makes a file be read.
    package var ignoresChangeTime = false
    package var tags: [String] = []
    package var hostname = ""
    /// The time of the snapshot; nil means the start of the backup.
    package var time: Timestamp?
    /// Written into the snapshot.
    package var programVersion = ""
    /// Threads that read, hash and compress.
    package var workers = WorkerThread.processorCount
    /// Files that the snapshot carries in `/.dr-records`, beside what is backed up.
    package var records: [RecordFile] = []
    /// Whether the snapshot is left out, as for a dry run.
    package var commits = true

    /// Makes options with the defaults above.
    package init(exclusion: Exclusion) {
        self.exclusion = exclusion
    }
}
