extension Snapshot {
    /// The tag of snapshots that hold the write-ahead log of a database server rather than a backup.
    package static let logTag = "wal"

    /// Whether it is part of such a log, which bases and not rules keep, and of which none is the latest backup.
    package var isLog: Bool {
        tags.contains("dr") && tags.contains(Self.logTag) && tags.contains { $0.hasPrefix("cluster:") }
    }
}
