import DRCore
import DRPolicy
import GRDB

/// A backup of a plan as the catalog knows it, for those who judge its snapshots.
package struct BackupWitness: Sendable, Equatable {
    /// The snapshot, as hexadecimal digits; nil when the run ended before it could be noted.
    package var snapshot: String?
    /// When the run began.
    package var started: Timestamp
    /// When it ended; nil when nobody noted it.
    package var ended: Timestamp?
    /// Whether this machine saw it, and did not find it in the repository afterwards.
    package var wasSeen: Bool
    /// Whether there is a backup to restore from.
    package var isUsable: Bool
}

extension Catalog {
    /// The backups of a plan, oldest first.
    package func backupWitnesses(environment: String, plan: String) throws -> [BackupWitness] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT snapshot, started, ended, cause, outcome FROM run
                    WHERE environment = ? AND plan = ? AND kind IN ('full', 'incremental')
                    AND outcome <> 'refused' ORDER BY started
                    """,
                arguments: [environment, plan]
            )
            var witnesses: [BackupWitness] = []
            while let row = try rows.next() {
                let ended: Int64? = row["ended"]
                let outcome: String = row["outcome"]
                witnesses.append(
                    BackupWitness(
                        snapshot: row["snapshot"],
                        started: Timestamp(catalogValue: row["started"]),
                        ended: ended.map(Timestamp.init(catalogValue:)),
                        wasSeen: row["cause"] != RunCause.rebuilt.rawValue,
                        isUsable: RunOutcome(rawValue: outcome)?.isUsable ?? false
                    )
                )
            }
            return witnesses
        }
    }

    /// The snapshots of a repository that were proven to be restorable.
    ///
    /// Files of them were restored and compared, or every byte of the repository was read since they were made; that all
    /// packs are there is no such proof.
    package func verifiedSnapshots(repositoryID: String) throws -> Set<String> {
        try read { database in
            try Set(
                String.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT snapshot FROM verified_point WHERE repository_id = ?
                        AND method IN ('data', 'sample', 'restore')
                        """,
                    arguments: [repositoryID]
                )
            )
        }
    }

    /// Since when a plan is known; nil when it is not.
    ///
    /// Unlike `since(environment:plan:now:)` it notes nothing.
    package func knownSince(environment: String, plan: String) throws -> Timestamp? {
        try read { database in
            let sql = "SELECT since FROM plan WHERE environment = ? AND name = ?"
            return try Int64.fetchOne(database, sql: sql, arguments: [environment, plan])
                .map(Timestamp.init(catalogValue:))
        }
    }

    /// The restores of a plan that were tried, newest first.
    package func restoreTests(environment: String, plan: String) throws -> [ComplianceFacts.RestoreTest] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM restore_test WHERE environment = ? AND plan = ? ORDER BY time DESC",
                arguments: [environment, plan]
            ).map { row in
                ComplianceFacts.RestoreTest(
                    time: Timestamp(catalogValue: row["time"]),
                    scope: row["scope"],
                    isWhole: row["scope"] == "whole",
                    files: row["files"],
                    mismatches: row["mismatches"],
                    bytes: row["bytes"],
                    seconds: row["seconds"]
                )
            }
        }
    }
}
