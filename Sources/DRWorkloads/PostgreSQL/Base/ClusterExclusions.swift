/// What of a data directory no base backup needs, or must not have.
///
/// Source: PostgreSQL, "Making a Base Backup Using the Low Level API"; `backup/basebackup.c`.
enum ClusterExclusions {
    /// Directories that a restored cluster needs empty.
    static let emptied: Set<String> = [
        "pg_wal", "pg_dynshmem", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans",
    ]

    /// Files at the top that belong to the running server or to an earlier backup or recovery.
    private static let top: Set<String> = [
        "postmaster.pid", "postmaster.opts", "postgresql.auto.conf.tmp", "current_logfiles.tmp", "backup_label",
        "backup_label.old", "tablespace_map", "tablespace_map.old", "backup_manifest", "backup_manifest.tmp",
        "recovery.signal", "standby.signal", "recovery.conf", "recovery.done",
    ]

    /// Whether an entry is left out.
    ///
    /// - Parameter directory: the path of its directory below the data directory; empty at the top.
    static func drops(_ name: String, in directory: String) -> Bool {
        if directory.isEmpty, top.contains(name) { return true }
        return name.hasPrefix("pgsql_tmp") || name.hasPrefix("pg_internal.init")
    }

    /// The names among those of a directory with relations that are left out: temporary relations, and all of an unlogged
    /// one but its initial fork, which the server copies after a recovery.
    static func relations(_ names: [String]) -> Set<String> {
        let files = names.compactMap { name in RelationFile(name).map { (name, $0) } }
        let unlogged = Set(files.filter { $0.1.fork == .initial }.map(\.1.node))
        return Set(
            files.filter { $0.1.isTemporary || (unlogged.contains($0.1.node) && $0.1.fork != .initial) }.map(\.0)
        )
    }

    /// Whether a directory holds relations, by its path below the data directory, or below a tablespace's own folder.
    static func holdsRelations(_ directory: String, isTablespace: Bool) -> Bool {
        let parts = directory.split(separator: "/")
        if isTablespace { return parts.count == 1 && UInt32(parts[0]) != nil }
        return directory == "global" || (parts.count == 2 && parts[0] == "base" && UInt32(parts[1]) != nil)
    }
}
