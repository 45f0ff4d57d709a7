import DRCore
import GRDB

extension Catalog {
    /// When a chore was last done; nil when it never was.
    func lastDone(_ chore: String, environment: String) throws -> Timestamp? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT done FROM chore WHERE environment = ? AND name = ?",
                arguments: [environment, chore]
            ).map(Timestamp.init(catalogValue:))
        }
    }

    /// Notes that a chore was done.
    func setDone(_ chore: String, environment: String, at time: Timestamp) throws {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO chore (environment, name, done) VALUES (?, ?, ?)",
                arguments: [environment, chore, time.catalogValue]
            )
        }
    }
}
