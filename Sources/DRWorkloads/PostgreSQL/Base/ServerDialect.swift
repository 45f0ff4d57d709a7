/// What differs between the versions of PostgreSQL that are supported, 13 to 18.
package enum ServerDialect {
    /// The versions that are supported, as the server counts them.
    package static let supported = 130_000..<190_000

    /// Begins a base backup with the label `$1`, and returns the position that recovery begins from.
    static func start(_ version: Int) -> String {
        version >= 150_000
            ? "SELECT lsn FROM pg_backup_start($1, fast => true) AS lsn"
            : "SELECT lsn FROM pg_start_backup($1, true, false) AS lsn"
    }

    /// Whether a recovery has paused, as it does at its target.
    static func isPaused(_ version: Int) -> String {
        version >= 140_000
            ? "SELECT pg_get_wal_replay_pause_state() = 'paused'" : "SELECT pg_is_wal_replay_paused()"
    }

    /// Ends a base backup, and returns the position, the label and the map of tablespaces.
    static func stop(_ version: Int) -> String {
        version >= 150_000
            ? "SELECT lsn, labelfile, spcmapfile FROM pg_backup_stop(wait_for_archive => false)"
            : "SELECT lsn, labelfile, spcmapfile FROM pg_stop_backup(false, false)"
    }
}
