import DRCore
import DRPolicy
import GRDB

extension Catalog {
    /// What is known of the scheduled runs of these plans, in one transaction whatever their number.
    ///
    /// - Parameters:
    ///   - kinds: the plans, and what each has scheduled.
    ///   - host: this host, whose runs without an end are still at work (`JobRunner.interruptDead` has been called).
    ///   - limit: runs of later occurrences do not count: they are those of a wrong clock.
    func history(
        environment: String,
        kinds: [String: [RunKind]],
        host: String,
        limit: Timestamp
    ) throws -> RunHistory {
        try read { database in
            var history = RunHistory()
            let open = "SELECT plan, kind FROM run WHERE outcome = 'running' AND environment = ? AND host = ?"
            for row in try Row.fetchAll(database, sql: open, arguments: [environment, host]) {
                guard let kind = RunKind(rawValue: row[1]) else { continue }
                history.busy.insert(PlanLane(plan: row[0], lane: RunLane(kind)))
            }
            let plans = "SELECT name, since FROM plan WHERE environment = ?"
            for row in try Row.fetchAll(database, sql: plans, arguments: [environment]) {
                history.since[row[0]] = Timestamp(catalogValue: row[1])
            }
            let pairs = kinds.flatMap { plan, kinds in kinds.map { (plan, $0.rawValue) } }
            guard !pairs.isEmpty else { return history }
            let newest = """
                (SELECT id FROM run WHERE environment = ? AND plan = wanted.plan AND kind = wanted.kind
                AND occurrence <= ? %@ ORDER BY occurrence DESC, id DESC LIMIT 1)
                """
            let select = """
                SELECT run.plan, run.kind, occurrence, started, ended, attempt, outcome, exit_code
                FROM wanted JOIN run ON run.id =
                """
            let usable = "AND outcome IN ('succeeded', 'incomplete')"
            let sql =
                "WITH wanted (plan, kind) AS (VALUES "
                + Array(repeating: "(?, ?)", count: pairs.count).joined(separator: ", ") + ") "
                + select + newest.replacing("%@", with: "") + " UNION "
                + select + newest.replacing("%@", with: usable)
            var arguments = StatementArguments(pairs.flatMap { [$0.0, $0.1] })
            for _ in 0..<2 { arguments += [environment, limit.catalogValue] }
            for row in try Row.fetchAll(database, sql: sql, arguments: arguments) {
                guard let mark = RunMark(row, history.busy) else { continue }
                history.marks[mark.plan, default: []].append(mark)
            }
            return history
        }
    }

    /// Remembers since when plans are known, where that is not known yet.
    func addPlans(_ names: [String], environment: String, since: Timestamp) throws {
        try write { database in
            for name in names {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO plan (environment, name, since) VALUES (?, ?, ?)",
                    arguments: [environment, name, since.catalogValue]
                )
            }
        }
    }
}

extension RunMark {
    /// Reads the columns of the query above; nil for words that this version does not know.
    fileprivate init?(_ row: Row, _ busy: Set<PlanLane>) {
        guard let kind = RunKind(rawValue: row[1]), let outcome = RunOutcome(rawValue: row[6]) else { return nil }
        plan = row[0]
        self.kind = kind
        occurrence = Timestamp(catalogValue: row[2])
        started = Timestamp(catalogValue: row[3])
        ended = (row[4] as Int64?).map(Timestamp.init(catalogValue:))
        attempt = row[5]
        // A run of a host that bore another name is not at work.
        let isOpen = outcome == .running && !busy.contains(PlanLane(plan: plan, lane: RunLane(kind)))
        self.outcome = isOpen ? .interrupted : outcome
        exitCode = row[7]
    }
}
