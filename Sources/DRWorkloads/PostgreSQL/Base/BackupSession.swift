import CLinux
import DRCore

/// A base backup from the side of the server: begun and ended over one connection, which is held meanwhile.
///
/// When the connection is lost the server gives the backup up by itself. One thread uses it.
final class BackupSession {
    /// The end of a backup.
    struct End {
        /// Recovery must get here before the copy is consistent.
        var position: LogSequenceNumber
        /// The content of `backup_label`.
        var label: String
        /// The content of `tablespace_map`; empty without tablespaces.
        var tablespaceMap: String
        /// The time of the server.
        var time: Timestamp
    }

    private let connection: PostgresConnection
    private let isStandby: Bool
    /// Seconds after which the server ends a segment by itself; 0 when it does not.
    let archiveTimeout: Double

    /// Settings that a recovery needs at least as large as they were here, and those without which it cannot start.
    private static let recordedSettings = [
        "max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions",
        "max_locks_per_transaction", "shared_preload_libraries", "wal_level", "server_encoding",
    ]

    init(_ connection: PostgresConnection) throws {
        self.connection = connection
        guard ServerDialect.supported.contains(connection.serverVersion) else {
            throw DRError(
                .failed,
                "this version of PostgreSQL is not supported: \(connection.serverVersion / 10_000)",
                object: connection.name,
                hint: "13 to 18 are"
            )
        }
        let rows = try connection.query(
            "SELECT pg_is_in_recovery(), (SELECT setting FROM pg_settings WHERE name = 'archive_timeout')"
        )
        isStandby = try rows.value(0, 0) == "t"
        archiveTimeout = rows.text(0, 1).flatMap { Double($0) } ?? 0
    }

    /// Makes sure that the server archives its log and works on this data directory.
    ///
    /// - Parameter hasReceiver: whether the log comes through a replication slot instead.
    func check(_ control: ControlFile, dataDirectory: String, hasReceiver: Bool) throws {
        let rows = try connection.query(
            """
            SELECT system_identifier, current_setting('archive_mode'), current_setting('full_page_writes'), \
            current_setting('data_directory', true) FROM pg_control_system()
            """
        )
        guard try rows.value(0, 0) == String(control.systemIdentifier) else {
            throw DRError(
                .failed,
                "the server and the data directory are of two clusters",
                object: dataDirectory,
                hint: "check host, port and data_directory of the cluster in the configuration"
            )
        }
        let own = realpath(dataDirectory, nil)
        defer { free(own) }
        if let theirs = rows.text(0, 3), let own, theirs != dataDirectory, theirs != String(cString: own) {
            let resolved = realpath(theirs, nil)
            defer { free(resolved) }
            guard let resolved, strcmp(resolved, own) == 0 else {
                throw DRError(
                    .failed,
                    "the server works on another data directory: \(theirs)",
                    object: dataDirectory,
                    hint: "check data_directory of the cluster in the configuration"
                )
            }
        }
        try requireArchiving(try rows.value(0, 1), hasReceiver: hasReceiver)
        guard try rows.value(0, 2) == "on" else {
            throw DRError(
                .failed,
                "full_page_writes is off, so a copy of the files could hold half-written pages",
                object: connection.name,
                hint: "set full_page_writes = on"
            )
        }
    }

    /// What the server says of its cluster, for a backup that does not see its files.
    ///
    /// - Parameter hasReceiver: whether the log comes through a replication slot instead of an archive command.
    func describe(hasReceiver: Bool) throws -> BaseBackupRecord {
        let rows = try connection.query(
            """
            SELECT system_identifier, catalog_version_no, current_setting('archive_mode'), \
            current_setting('data_checksums'), pg_size_bytes(current_setting('wal_segment_size')) \
            FROM pg_control_system()
            """
        )
        var record = BaseBackupRecord()
        record.systemIdentifier = UInt64(try rows.value(0, 0)) ?? 0
        record.catalogVersion = UInt32(try rows.value(0, 1)) ?? 0
        record.hasPageChecksums = try rows.value(0, 3) == "on"
        record.segmentSize = UInt64(try rows.value(0, 4)) ?? WALSegment.usualSize
        record.serverVersion = connection.serverVersion
        record.isFromStandby = isStandby
        record.settings = try settings()
        record.superuser = try superuser()
        try requireArchiving(try rows.value(0, 2), hasReceiver: hasReceiver)
        return record
    }

    private func superuser() throws -> String {
        // The role of this number is the one that initdb makes.
        try connection.query("SELECT pg_get_userbyid(10)").value(0, 0)
    }

    /// Ends the current segment, which must be archived before anything is worth sending; nil on a standby.
    func switchSegment() throws -> WALSegment? {
        guard !isStandby else { return nil }
        let segment = try currentSegment()
        _ = try connection.query("SELECT pg_switch_wal()")
        return segment
    }

    private func requireArchiving(_ mode: String, hasReceiver: Bool) throws {
        guard hasReceiver || mode == "always" || mode == "on" else {
            throw DRError(
                .failed,
                "the server does not archive its log, and without it no base backup can be restored",
                object: connection.name,
                hint: "set archive_mode = on and archive_command = 'dr wal push …', then restart the server"
            )
        }
    }

    /// Begins the backup and fills in what is known of it.
    ///
    /// - Returns: a segment that must be archived before anything is worth copying; nil on a standby, which writes none.
    func start(label: String, _ record: inout BaseBackupRecord, _ control: ControlFile) throws -> WALSegment? {
        record.isFromStandby = isStandby
        record.serverVersion = connection.serverVersion
        record.segmentSize = UInt64(control.segmentSize)
        let before = isStandby ? nil : try currentSegment()
        record.startTime = try time()
        let answer = try connection.query(ServerDialect.start(connection.serverVersion), [label])
        guard let start = LogSequenceNumber(try answer.value(0, 0)) else {
            throw DRError(.failed, "PostgreSQL returned no position", object: connection.name)
        }
        record.start = start
        record.timeline = control.timeline
        if let before {
            let named = try connection.query("SELECT pg_walfile_name($1::pg_lsn)", [start.description]).value(0, 0)
            record.timeline = UInt32(named.prefix(8), radix: 16) ?? control.timeline
            let segment = WALSegment(timeline: record.timeline, holding: start, size: record.segmentSize)
            if before >= segment { _ = try connection.query("SELECT pg_switch_wal()") }
        }
        record.settings = try settings()
        record.superuser = try superuser()
        return before
    }

    private func currentSegment() throws -> WALSegment {
        let rows = try connection.query(
            "SELECT pg_walfile_name(pg_current_wal_insert_lsn()), pg_size_bytes(current_setting('wal_segment_size'))"
        )
        guard let size = UInt64(try rows.value(0, 1)), let segment = WALSegment(name: try rows.value(0, 0), size: size)
        else { throw DRError(.failed, "PostgreSQL returned no segment", object: connection.name) }
        return segment
    }

    private func settings() throws -> [String: String] {
        let rows = try connection.query(
            "SELECT name, setting FROM pg_settings WHERE name = ANY ($1::text[])",
            ["{" + Self.recordedSettings.joined(separator: ",") + "}"]
        )
        var settings: [String: String] = [:]
        for row in 0..<rows.count { settings[try rows.value(row, 0)] = try rows.value(row, 1) }
        return settings
    }

    /// The time of the server.
    func time() throws -> Timestamp {
        let text = try connection.query(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        ).value(0, 0)
        guard let time = RFC3339.parse(text) else {
            throw DRError(.failed, "PostgreSQL returned no time: \(text)", object: connection.name)
        }
        return time
    }

    /// Makes sure that the server is still there and still what it was: a promotion would spoil the backup.
    func ping() throws {
        guard try connection.query("SELECT pg_is_in_recovery()").value(0, 0) == (isStandby ? "t" : "f") else {
            throw DRError(
                .failed,
                "the server changed between primary and standby during the backup, which spoils it",
                object: connection.name,
                hint: "run the backup again"
            )
        }
    }

    /// Ends the backup.
    func stop() throws -> End {
        try ping()
        let rows = try connection.query(ServerDialect.stop(connection.serverVersion))
        guard let position = LogSequenceNumber(try rows.value(0, 0)) else {
            throw DRError(.failed, "PostgreSQL returned no position", object: connection.name)
        }
        return End(
            position: position,
            label: try rows.value(0, 1),
            tablespaceMap: rows.text(0, 2) ?? "",
            time: try time()
        )
    }
}
