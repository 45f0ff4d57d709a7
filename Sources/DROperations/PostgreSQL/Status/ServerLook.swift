import DRCore
import DRPolicy
import DRWorkloads

/// What a server says of its log.
struct ServerLook: Sendable {
    /// The cluster.
    let cluster: UInt64
    /// The size of a segment in bytes.
    let segmentSize: UInt64
    /// Up to where the log is written.
    let position: LogSequenceNumber
    /// Seconds after which the server ends a segment with changes; 0 when it does not.
    let archiveTimeout: Double
    /// Whether the last try to archive a file failed.
    let isArchivingFailing: Bool
    /// Files that wait to be archived.
    let waiting: Int64
    /// The slot that was asked for; its state is nil when there is none.
    let slot: ClusterFacts.Slot?

    /// Asks a server; a role needs the rights of `pg_monitor` for this.
    ///
    /// - Throws: `DRError` with what the server said.
    init(_ connection: PostgresConnection, slot name: String?) throws {
        let rows = try connection.query(
            """
            SELECT (SELECT system_identifier FROM pg_control_system()),
                (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'),
                CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                (SELECT setting FROM pg_settings WHERE name = 'archive_timeout'),
                (SELECT coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL)
                    FROM pg_stat_archiver),
                (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')
            """
        )
        guard let cluster = UInt64(try rows.value(0, 0)), let size = UInt64(try rows.value(0, 1)),
            let position = LogSequenceNumber(try rows.value(0, 2)), let timeout = Double(try rows.value(0, 3)),
            let waiting = Int64(try rows.value(0, 5)), size.nonzeroBitCount == 1
        else {
            throw DRError(.failed, "the server says nothing useful of its log", object: connection.name)
        }
        self.cluster = cluster
        segmentSize = size
        self.position = position
        archiveTimeout = timeout
        isArchivingFailing = rows.text(0, 4) == "t"
        self.waiting = waiting
        slot = try name.map { try Self.slot($0, connection, position) }
    }

    private static func slot(
        _ name: String,
        _ connection: PostgresConnection,
        _ position: LogSequenceNumber
    ) throws -> ClusterFacts.Slot {
        let rows = try connection.query(
            "SELECT wal_status, restart_lsn FROM pg_replication_slots WHERE slot_name = $1",
            [name]
        )
        let kept = rows.text(0, 1).flatMap { LogSequenceNumber($0) }
        return ClusterFacts.Slot(
            name: name,
            state: rows.count == 0 ? nil : rows.text(0, 0) ?? "reserved",
            retained: kept.map { Int64(clamping: position.offset - min($0.offset, position.offset)) } ?? 0
        )
    }
}
