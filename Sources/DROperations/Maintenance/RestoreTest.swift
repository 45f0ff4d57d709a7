import DRCore
import GRDB

/// A restore that was tried: what was restored, how long it took and whether it was right.
package struct RestoreTest: Sendable, Equatable {
    /// How much of a snapshot is restored.
    package enum Scope: String, CaseIterable, Sendable {
        /// Random files of a random snapshot.
        case sample
        /// All of the newest snapshot.
        case whole
    }

    /// The run, by its UUID.
    package var run: String
    /// The environment.
    package var environment: String
    /// The plan.
    package var plan: String
    /// When it ended.
    package var time: Timestamp
    /// How much was restored.
    package var scope: Scope
    /// The snapshot, as hexadecimal digits.
    package var snapshot: String
    /// Files that were restored.
    package var files: Int64
    /// Their bytes.
    package var bytes: Int64
    /// Entries that were not as they should be.
    package var mismatches: Int64
    /// Seconds that the restore took, without the comparison.
    package var seconds: Double
    /// The bytes of all files of the snapshot.
    package var planBytes: Int64

    /// Bytes restored in a second; nil when it was too short to tell.
    package var bytesPerSecond: Double? { seconds > 0 && bytes > 0 ? Double(bytes) / seconds : nil }
}

extension Catalog {
    /// Keeps a test.
    package func save(_ test: RestoreTest) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO restore_test (run, environment, plan, time, scope, snapshot, files, bytes,
                    mismatches, seconds, plan_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    test.run, test.environment, test.plan, test.time.catalogValue, test.scope.rawValue, test.snapshot,
                    test.files, test.bytes, test.mismatches, test.seconds, test.planBytes,
                ]
            )
        }
    }

    /// The newest test of a plan with this scope that found everything right.
    package func lastRestoreTest(environment: String, plan: String, scope: RestoreTest.Scope) throws -> RestoreTest? {
        try restoreTest(
            where: "environment = ? AND plan = ? AND scope = ? AND mismatches = 0 ORDER BY time DESC",
            [environment, plan, scope.rawValue]
        )
    }

    /// The test that a run made; nil when it came to none.
    package func restoreTest(of run: RunRecord) throws -> RestoreTest? {
        try restoreTest(where: "run = ?", [run.uuid])
    }

    private func restoreTest(where condition: String, _ arguments: StatementArguments) throws -> RestoreTest? {
        try read { database in
            let sql = "SELECT * FROM restore_test WHERE \(condition) LIMIT 1"
            return try Row.fetchOne(database, sql: sql, arguments: arguments).flatMap { row in
                guard let scope = RestoreTest.Scope(rawValue: row["scope"]) else { return nil }
                return RestoreTest(
                    run: row["run"],
                    environment: row["environment"],
                    plan: row["plan"],
                    time: Timestamp(catalogValue: row["time"]),
                    scope: scope,
                    snapshot: row["snapshot"],
                    files: row["files"],
                    bytes: row["bytes"],
                    mismatches: row["mismatches"],
                    seconds: row["seconds"],
                    planBytes: row["plan_bytes"] ?? 0
                )
            }
        }
    }
}
