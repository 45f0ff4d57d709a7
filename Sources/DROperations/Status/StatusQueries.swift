import DRCore
import DRPolicy
import GRDB

/// The questions that the status has for the catalog; each walks an index from its newest end.
struct StatusQueries {
    /// Growth is counted over so many seconds.
    private static let growthSpan: Int64 = 30 * 86_400

    /// The catalog; nil when there is none yet.
    private let database: Database?
    private let environment: String

    init(_ database: Database?, environment: String) {
        self.database = database
        self.environment = environment
    }

    /// Since when a plan is known.
    func since(_ plan: String) throws -> Timestamp? {
        let row = try row("SELECT since FROM plan WHERE environment = ? AND name = ?", [plan])
        return row.map { Timestamp(catalogValue: $0[0]) }
    }

    /// The newest run of a plan, of these kinds and outcomes.
    func newest(
        _ plan: String,
        _ kinds: [RunKind],
        _ outcomes: [RunOutcome],
        after earliest: Timestamp? = nil
    ) throws -> RunFact? {
        let list = outcomes.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        // One kind at a time: only then is the index in the order of time.
        let found = try kinds.compactMap { kind in
            try row(
                """
                SELECT kind, started, ended, outcome, message, object, exit_code, snapshot, bytes_processed, problems
                FROM run WHERE environment = ? AND plan = ? AND kind = ? AND started > ?
                AND outcome IN (\(list)) ORDER BY started DESC LIMIT 1
                """,
                [plan, kind.rawValue, earliest?.catalogValue ?? .min]
            )
        }
        return found.compactMap(RunFact.init(row:)).max { $0.started < $1.started }
    }

    /// What was seen last of the cluster of a plan.
    func cluster(_ plan: String) throws -> ClusterFacts? {
        guard let database else { return nil }
        var facts = try ClusterSample.newest(database, environment: environment, plan: plan)
        facts?.since = try since(plan)
        return facts
    }

    /// How many backups failed since a time; the tries of one occurrence count as one.
    func failures(_ plan: String, _ kinds: [RunKind], after earliest: Timestamp?) throws -> Int {
        try kinds.reduce(0) { sum, kind in
            let row = try row(
                """
                SELECT COUNT(DISTINCT COALESCE(occurrence, -id)) FROM run WHERE environment = ? AND plan = ?
                AND kind = ? AND started > ? AND outcome IN ('failed', 'interrupted')
                """,
                [plan, kind.rawValue, earliest?.catalogValue ?? .min]
            )
            return sum + (row?[0] ?? 0)
        }
    }

    /// The newest test of a restore.
    func restoreTest(_ plan: String, onlyWhole: Bool = false) throws -> RestoreTestFact? {
        let row = try row(
            """
            SELECT time, scope, bytes, mismatches, seconds, plan_bytes FROM restore_test
            WHERE environment = ? AND plan = ? \(onlyWhole ? "AND scope = 'whole'" : "")
            ORDER BY time DESC LIMIT 1
            """,
            [plan]
        )
        return row.map { row in
            let scope: String = row[1]
            return RestoreTestFact(
                time: Timestamp(catalogValue: row[0]),
                isWhole: scope == "whole",
                bytes: row[2],
                mismatches: row[3],
                seconds: row[4],
                planBytes: row[5]
            )
        }
    }

    /// The newest sample of a repository, and the one that its growth is counted from.
    func samples(_ repository: String) throws -> (RepositoryFacts.Sample?, RepositoryFacts.Sample?) {
        let select = """
            SELECT time, snapshots, bytes, locks, oldest_lock FROM repository_sample
            WHERE environment = ? AND repository = ?
            """
        guard let newest = try row(select + " ORDER BY time DESC LIMIT 1", [repository]).map(Self.sample) else {
            return (nil, nil)
        }
        let start = Timestamp(seconds: newest.time.seconds - Self.growthSpan).catalogValue
        let earlier =
            try row(select + " AND time <= ? ORDER BY time DESC LIMIT 1", [repository, start])
            ?? row(select + " ORDER BY time LIMIT 1", [repository])
        return (newest, earlier.map(Self.sample))
    }

    /// The alerts that nobody has resolved.
    func openAlerts() throws -> [AlertFact] {
        guard let database else { return [] }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT severity, message, object, opened, acknowledged FROM alert
                WHERE environment = ? AND resolved IS NULL
                """,
            arguments: [environment]
        )
        return rows.map { row in
            let severity: String = row[0]
            let object = (row[2] as String?).map { ": " + $0 } ?? ""
            return AlertFact(
                verdict: Self.verdict(severity.lowercased()),
                severity: severity.lowercased(),
                message: row[1] + object,
                opened: Timestamp(catalogValue: row[3]),
                isAcknowledged: (row[4] as Int64?) != nil
            )
        }
    }

    private static func verdict(_ severity: String) -> Verdict {
        switch severity {
        case "info": .good
        case "warning": .warning
        default: .critical
        }
    }

    private static func sample(_ row: Row) -> RepositoryFacts.Sample {
        RepositoryFacts.Sample(
            time: Timestamp(catalogValue: row[0]),
            snapshots: row[1],
            bytes: row[2],
            locks: row[3],
            oldestLock: (row[4] as Int64?).map(Timestamp.init(catalogValue:))
        )
    }

    private func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        guard let database else { return nil }
        return try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: [environment] + arguments)
    }
}

extension RunFact {
    /// Reads the columns of the query above; nil for words that this version does not know.
    fileprivate init?(row: Row) {
        guard let kind = RunKind(rawValue: row[0]), let outcome = RunOutcome(rawValue: row[3]) else { return nil }
        let result: Result =
            switch outcome {
            case .running: .running
            case .succeeded: .good
            case .incomplete: .incomplete
            case .failed, .refused, .interrupted: .failed
            }
        let object = (row[5] as String?).map { ": " + $0 } ?? ""
        self.init(
            kind: kind,
            started: Timestamp(catalogValue: row[1]),
            ended: (row[2] as Int64?).map(Timestamp.init(catalogValue:)),
            result: result,
            message: (row[4] as String?).map { $0 + object }
        )
        foundDamage = (row[6] as Int32?) == DRError.Code.integrity.rawValue
        snapshot = row[7]
        bytes = row[8]
        problems = row[9]
    }
}
