import GRDB

/// The forms that the catalog has had; a form that was released is never changed, another follows it.
///
/// Times are nanoseconds since 1970-01-01T00:00:00Z, sizes bytes, durations seconds.
enum CatalogSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", migrate: first)
        migrator.registerMigration("2", migrate: second)
        return migrator
    }

    private static func second(_ database: Database) throws {
        try database.execute(
            sql: """
                -- When work was last done that is neither a run nor due every minute.
                CREATE TABLE chore (
                    environment TEXT NOT NULL, name TEXT NOT NULL, done INTEGER NOT NULL,
                    PRIMARY KEY (environment, name)
                ) WITHOUT ROWID;

                -- What was seen of PostgreSQL clusters and their logs over time.
                CREATE TABLE cluster_sample (
                    environment TEXT NOT NULL, plan TEXT NOT NULL, time INTEGER NOT NULL, cluster TEXT,
                    server_problem TEXT, repository_problem TEXT,
                    lag REAL, lag_bytes INTEGER, waiting INTEGER, waiting_bytes INTEGER,
                    archiving_failing INTEGER NOT NULL, slot TEXT, slot_state TEXT, slot_retained INTEGER,
                    gaps INTEGER, first_gap TEXT, bases INTEGER, reachable_from INTEGER, reachable_to INTEGER,
                    PRIMARY KEY (environment, plan, time)
                ) WITHOUT ROWID;
                """
        )
    }

    private static func first(_ database: Database) throws {
        try database.execute(
            sql: """
                -- Since when a plan is known: nothing is made up for before.
                CREATE TABLE plan (
                    environment TEXT NOT NULL, name TEXT NOT NULL, since INTEGER NOT NULL,
                    PRIMARY KEY (environment, name)
                ) WITHOUT ROWID;

                CREATE TABLE run (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    uuid TEXT NOT NULL UNIQUE,
                    environment TEXT NOT NULL, plan TEXT NOT NULL, kind TEXT NOT NULL, repository TEXT,
                    cause TEXT NOT NULL, occurrence INTEGER, missed INTEGER NOT NULL DEFAULT 0,
                    attempt INTEGER NOT NULL DEFAULT 1,
                    started INTEGER NOT NULL, ended INTEGER,
                    outcome TEXT NOT NULL, exit_code INTEGER, message TEXT, object TEXT, hint TEXT,
                    snapshot TEXT, parent TEXT,
                    files INTEGER, problems INTEGER,
                    bytes_processed INTEGER, bytes_read INTEGER, bytes_added INTEGER, bytes_stored INTEGER,
                    host TEXT NOT NULL, process INTEGER NOT NULL, process_start INTEGER, boot TEXT NOT NULL,
                    details TEXT
                );
                CREATE INDEX run_of_plan ON run (environment, plan, kind, started);
                CREATE INDEX run_of_occurrence ON run (environment, plan, kind, occurrence);
                CREATE INDEX run_started ON run (environment, started);
                CREATE INDEX run_open ON run (outcome) WHERE outcome = 'running';

                -- The size of a repository over time.
                CREATE TABLE repository_sample (
                    environment TEXT NOT NULL, repository TEXT NOT NULL, time INTEGER NOT NULL,
                    snapshots INTEGER NOT NULL, bytes INTEGER NOT NULL, locks INTEGER NOT NULL,
                    oldest_lock INTEGER, newest_snapshot INTEGER,
                    PRIMARY KEY (environment, repository, time)
                ) WITHOUT ROWID;

                -- Snapshots that were proven to be restorable, and how.
                CREATE TABLE verified_point (
                    repository_id TEXT NOT NULL, snapshot TEXT NOT NULL, time INTEGER NOT NULL,
                    method TEXT NOT NULL, run TEXT NOT NULL,
                    PRIMARY KEY (repository_id, snapshot, method)
                ) WITHOUT ROWID;

                CREATE TABLE restore_test (
                    run TEXT PRIMARY KEY, environment TEXT NOT NULL, plan TEXT NOT NULL, time INTEGER NOT NULL,
                    scope TEXT NOT NULL, snapshot TEXT NOT NULL,
                    files INTEGER NOT NULL, bytes INTEGER NOT NULL, mismatches INTEGER NOT NULL,
                    seconds REAL NOT NULL, plan_bytes INTEGER
                ) WITHOUT ROWID;
                CREATE INDEX restore_test_of_plan ON restore_test (environment, plan, time);

                CREATE TABLE alert (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    environment TEXT NOT NULL, topic TEXT NOT NULL, severity TEXT NOT NULL,
                    message TEXT NOT NULL, object TEXT, hint TEXT, plan TEXT, run TEXT,
                    opened INTEGER NOT NULL, seen INTEGER NOT NULL, times INTEGER NOT NULL DEFAULT 1,
                    told INTEGER, told_severity TEXT, escalated INTEGER,
                    acknowledged INTEGER, acknowledged_by TEXT, note TEXT,
                    resolved INTEGER, resolved_by TEXT
                );
                CREATE UNIQUE INDEX alert_open ON alert (environment, topic) WHERE resolved IS NULL;

                CREATE TABLE delivery (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    environment TEXT NOT NULL,
                    alert INTEGER REFERENCES alert (id) ON DELETE CASCADE, run TEXT,
                    channel TEXT NOT NULL, event TEXT NOT NULL, payload TEXT NOT NULL,
                    created INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_attempt INTEGER,
                    delivered INTEGER, abandoned INTEGER, failure TEXT
                );
                CREATE INDEX delivery_open ON delivery (next_attempt)
                    WHERE delivered IS NULL AND abandoned IS NULL;
                CREATE INDEX delivery_of_alert ON delivery (alert);

                -- What people did on the command line; runs of plans are in run.
                CREATE TABLE operation (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    environment TEXT NOT NULL, operation TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL,
                    approval INTEGER REFERENCES approval (id), started INTEGER NOT NULL, ended INTEGER,
                    exit_code INTEGER, host TEXT NOT NULL, process INTEGER NOT NULL, process_start INTEGER,
                    boot TEXT NOT NULL
                );
                CREATE INDEX operation_started ON operation (environment, started);

                CREATE TABLE approval (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    environment TEXT NOT NULL, operation TEXT NOT NULL, target TEXT NOT NULL,
                    requester TEXT NOT NULL, reason TEXT NOT NULL, requested INTEGER NOT NULL,
                    state TEXT NOT NULL, approver TEXT, decision_reason TEXT, decided INTEGER,
                    expires INTEGER NOT NULL, used INTEGER, used_by TEXT
                );
                """
        )
    }
}
