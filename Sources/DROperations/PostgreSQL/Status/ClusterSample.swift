import DRCore
import DRPolicy
import GRDB

/// What was seen of a cluster at a time, as the catalog keeps it.
struct ClusterSample: FetchableRecord, PersistableRecord {
    static let databaseTableName = "cluster_sample"

    /// The environment.
    let environment: String
    /// What was seen.
    var facts: ClusterFacts

    init(environment: String, _ facts: ClusterFacts) {
        self.environment = environment
        self.facts = facts
    }

    init(row: Row) {
        environment = row["environment"]
        facts = ClusterFacts(plan: row["plan"], time: Timestamp(catalogValue: row["time"]))
        facts.cluster = (row["cluster"] as String?).flatMap { UInt64($0) }
        facts.serverProblem = row["server_problem"]
        facts.repositoryProblem = row["repository_problem"]
        facts.lag = row["lag"]
        facts.lagBytes = row["lag_bytes"]
        facts.waiting = row["waiting"]
        facts.waitingBytes = row["waiting_bytes"]
        facts.isArchivingFailing = row["archiving_failing"]
        if let slot: String = row["slot"] {
            facts.slot = ClusterFacts.Slot(name: slot, state: row["slot_state"], retained: row["slot_retained"] ?? 0)
        }
        facts.gaps = row["gaps"]
        facts.firstGap = row["first_gap"]
        facts.bases = row["bases"]
        facts.reachableFrom = (row["reachable_from"] as Int64?).map(Timestamp.init(catalogValue:))
        facts.reachableTo = (row["reachable_to"] as Int64?).map(Timestamp.init(catalogValue:))
    }

    func encode(to container: inout PersistenceContainer) {
        container["environment"] = environment
        container["plan"] = facts.plan
        container["time"] = facts.time.catalogValue
        container["cluster"] = facts.cluster.map { String($0) }
        container["server_problem"] = facts.serverProblem
        container["repository_problem"] = facts.repositoryProblem
        container["lag"] = facts.lag
        container["lag_bytes"] = facts.lagBytes
        container["waiting"] = facts.waiting
        container["waiting_bytes"] = facts.waitingBytes
        container["archiving_failing"] = facts.isArchivingFailing
        container["slot"] = facts.slot?.name
        container["slot_state"] = facts.slot?.state
        container["slot_retained"] = facts.slot?.retained
        container["gaps"] = facts.gaps
        container["first_gap"] = facts.firstGap
        container["bases"] = facts.bases
        container["reachable_from"] = facts.reachableFrom?.catalogValue
        container["reachable_to"] = facts.reachableTo?.catalogValue
    }

    /// The newest one of a plan.
    static func newest(_ database: Database, environment: String, plan: String) throws -> ClusterFacts? {
        try filter(Column("environment") == environment).filter(Column("plan") == plan)
            .order(Column("time").desc).fetchOne(database)?.facts
    }
}

extension Catalog {
    /// What was seen of the cluster of a plan is kept for so many seconds.
    private static let lifetime: Int64 = 30 * 86_400

    /// Adds what was seen of a cluster, and drops what is old.
    package func save(_ facts: ClusterFacts, environment: String) throws {
        let limit = Timestamp(seconds: facts.time.seconds - Self.lifetime).catalogValue
        try write { database in
            try ClusterSample(environment: environment, facts).insert(database, onConflict: .replace)
            try database.execute(
                sql: "DELETE FROM cluster_sample WHERE environment = ? AND plan = ? AND time < ?",
                arguments: [environment, facts.plan, limit]
            )
        }
    }

    /// What was seen of the cluster of a plan last; nil when nobody has looked.
    package func clusterFacts(environment: String, plan: String) throws -> ClusterFacts? {
        try read { database in
            var facts = try ClusterSample.newest(database, environment: environment, plan: plan)
            let sql = "SELECT since FROM plan WHERE environment = ? AND name = ?"
            facts?.since = try Int64.fetchOne(database, sql: sql, arguments: [environment, plan])
                .map(Timestamp.init(catalogValue:))
            return facts
        }
    }
}
