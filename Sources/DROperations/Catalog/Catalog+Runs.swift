import DRCore
import DRPolicy
import GRDB

extension Catalog {
    /// Adds a run, or replaces what is known of it; returns it with its number.
    package func save(_ run: RunRecord) throws -> RunRecord {
        try write { database in
            var run = run
            try run.save(database)
            return run
        }
    }

    /// The newest runs first.
    ///
    /// - Parameters:
    ///   - plan: of one plan, or of all.
    ///   - kinds: of these kinds.
    ///   - since: that began at or after this time.
    ///   - limit: so many at most.
    package func runs(
        environment: String,
        plan: String? = nil,
        kinds: [RunKind] = RunKind.allCases,
        since: Timestamp? = nil,
        limit: Int = 1000
    ) throws -> [RunRecord] {
        try read { database in
            var request = RunRecord.filter(Column("environment") == environment)
                .filter(kinds.map(\.rawValue).contains(Column("kind")))
            if let plan { request = request.filter(Column("plan") == plan) }
            if let since { request = request.filter(Column("started") >= since.catalogValue) }
            return try request.order(Column("started").desc, Column("id").desc).limit(limit).fetchAll(database)
        }
    }

    /// The newest runs first, of any of these plans, kinds and outcomes; an empty list stands for all.
    package func runs(
        environment: String,
        plans: [String],
        kinds: [RunKind],
        outcomes: [RunOutcome],
        since: Timestamp?,
        limit: Int
    ) throws -> [RunRecord] {
        try read { database in
            var request = RunRecord.filter(Column("environment") == environment)
            if !plans.isEmpty { request = request.filter(plans.contains(Column("plan"))) }
            if !kinds.isEmpty { request = request.filter(kinds.map(\.rawValue).contains(Column("kind"))) }
            if !outcomes.isEmpty { request = request.filter(outcomes.map(\.rawValue).contains(Column("outcome"))) }
            if let since { request = request.filter(Column("started") >= since.catalogValue) }
            return try request.order(Column("started").desc, Column("id").desc).limit(limit).fetchAll(database)
        }
    }

    /// The newest run of a plan and kind, of those with one of these outcomes.
    package func lastRun(
        environment: String,
        plan: String,
        kinds: [RunKind],
        outcomes: [RunOutcome] = RunOutcome.allCases
    ) throws -> RunRecord? {
        try read { database in
            try RunRecord.filter(Column("environment") == environment).filter(Column("plan") == plan)
                .filter(kinds.map(\.rawValue).contains(Column("kind")))
                .filter(outcomes.map(\.rawValue).contains(Column("outcome")))
                .order(Column("started").desc, Column("id").desc).fetchOne(database)
        }
    }

    /// The runs that are not over, or whose process died; the oldest first.
    package func openRuns(environment: String) throws -> [RunRecord] {
        try read { database in
            try RunRecord.filter(Column("environment") == environment)
                .filter(Column("outcome") == RunOutcome.running.rawValue).order(Column("id")).fetchAll(database)
        }
    }

    /// Ends a run that is still open; false when another process was faster.
    package func settle(_ run: RunRecord) throws -> Bool {
        try write { database in
            let isOpen = try RunRecord.filter(Column("uuid") == run.uuid)
                .filter(Column("outcome") == RunOutcome.running.rawValue).fetchCount(database)
            guard isOpen > 0 else { return false }
            try run.update(database)
            return true
        }
    }

    /// Since when each of these plans is known; those that were unknown are from now on.
    package func since(environment: String, plans: [String], now: Timestamp) throws -> [String: Timestamp] {
        let sql = "SELECT name, since FROM plan WHERE environment = ?"
        var known = try read { database in
            var known: [String: Timestamp] = [:]
            for row in try Row.fetchAll(database, sql: sql, arguments: [environment]) {
                known[row["name"]] = Timestamp(catalogValue: row["since"])
            }
            return known
        }
        let unknown = plans.filter { known[$0] == nil }
        guard !unknown.isEmpty else { return known }
        try write { database in
            for plan in unknown {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO plan (environment, name, since) VALUES (?, ?, ?)",
                    arguments: [environment, plan, now.catalogValue]
                )
            }
        }
        for plan in unknown { known[plan] = now }
        return known
    }
}
