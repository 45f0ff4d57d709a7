import DRCore
import DRPolicy
import GRDB

extension Catalog {
    /// The alerts that are not over, the most severe first.
    package func openAlerts(environment: String) throws -> [AlertRecord] {
        try read { try Self.openAlerts($0, environment) }.sorted {
            ($0.standing.severity, $1.standing.opened) > ($1.standing.severity, $0.standing.opened)
        }
    }

    /// The newest alerts first, those that are over included.
    package func alerts(environment: String, limit: Int) throws -> [AlertRecord] {
        try read { database in
            try AlertRecord.filter(Column("environment") == environment).order(Column("id").desc).limit(limit)
                .fetchAll(database)
        }
    }

    static func openAlerts(_ database: Database, _ environment: String) throws -> [AlertRecord] {
        try AlertRecord.filter(Column("environment") == environment).filter(Column("resolved") == nil)
            .order(Column("id")).fetchAll(database)
    }
}
