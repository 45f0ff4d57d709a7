import CLinux
import DRCore
import DRPolicy
import DRRepository
import GRDB

/// What the guardrails know of the past, read in the transaction that decides.
enum GuardedHistory {
    /// What began since a time, and what still runs: runs of plans, and operations on the command line.
    static func events(_ installation: Installation, since: Timestamp, _ database: Database) throws -> [GuardedEvent] {
        try runs(installation, since, database) + operations(installation, since, database)
    }

    private static func runs(_ installation: Installation, _ since: Timestamp, _ database: Database) throws
        -> [GuardedEvent]
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT plan, kind, cause, outcome, started FROM run
                WHERE environment = ? AND (started >= ? OR outcome = 'running')
                AND outcome <> 'refused' AND cause <> 'rebuilt'
                """,
            arguments: [installation.environment, since.catalogValue]
        )
        return rows.compactMap { row in
            guard let kind = RunKind(rawValue: row["kind"]) else { return nil }
            let outcome = RunOutcome(rawValue: row["outcome"])
            let request = GuardedRequest(
                GuardedRequest.operation(kind),
                subject: row["plan"],
                services: Set(installation.configuration.plans[row["plan"]]?.services ?? []),
                isScheduled: RunCause(rawValue: row["cause"]) != .manual
            )
            return GuardedEvent(
                request,
                started: Timestamp(catalogValue: row["started"]),
                isRunning: outcome == .running,
                hasFailed: outcome == .failed
            )
        }
    }

    private static func operations(_ installation: Installation, _ since: Timestamp, _ database: Database) throws
        -> [GuardedEvent]
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM operation WHERE environment = ? AND (started >= ? OR ended IS NULL)
                """,
            arguments: [installation.environment, since.catalogValue]
        )
        return rows.map { row in
            let subject: String = row["subject"]
            let code: Int32? = row["exit_code"]
            let isOpen = (row["ended"] as Int64?) == nil
            return GuardedEvent(
                GuardedRequest(
                    row["operation"],
                    subject: subject,
                    services: Set(installation.configuration.plans[subject]?.services ?? [])
                ),
                started: Timestamp(catalogValue: row["started"]),
                isRunning: isOpen && isAlive(row, installation),
                hasFailed: code.map { $0 != 0 && $0 != DRError.Code.sourcesUnreadable.rawValue } ?? false
            )
        }
    }

    /// Whether this process, or the one that started it, performs a drill or a failover that was let begin: its steps need no
    /// leave of their own.
    static func isStep(_ installation: Installation, _ database: Database) throws -> Bool {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM operation
                WHERE environment = ? AND ended IS NULL AND operation IN (?, ?) AND process IN (?, ?)
                """,
            arguments: [
                installation.environment, GuardedOperation.drill.rawValue, GuardedOperation.failover.rawValue,
                Int64(getpid()), Int64(getppid()),
            ]
        )
        return rows.contains { isAlive($0, installation) }
    }

    /// Whether the process of an operation that never ended still runs.
    private static func isAlive(_ row: Row, _ installation: Installation) -> Bool {
        let (host, system): (String, String) = (row["host"], row["boot"])
        guard host == installation.host, let own = ProcessMark.current(), system == own.system else {
            return false
        }
        let process: Int64 = row["process"]
        guard case .running(let start) = ProcessState.of(Int32(clamping: process)) else { return false }
        let known: Int64? = row["process_start"]
        guard let start, let known else { return true }
        return Int64(clamping: start) == known
    }
}
