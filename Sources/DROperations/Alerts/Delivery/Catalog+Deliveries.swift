import DRCore
import DRPolicy
import GRDB

extension Catalog {
    /// Adds messages.
    func enqueue(_ deliveries: [DeliveryRecord]) throws {
        guard !deliveries.isEmpty else { return }
        try write { database in
            for var delivery in deliveries { try delivery.insert(database) }
        }
    }

    /// Takes the messages that are due, for one process alone: whoever asks next gets them when the lease is over.
    ///
    /// Of the messages about one alert or run a channel gets the next only when it has taken the one before.
    func claimDeliveries(environment: String, at now: Timestamp, limit: Int = 50) throws -> [DeliveryRecord] {
        try write { database in
            let sql = """
                SELECT * FROM delivery AS this
                WHERE environment = ? AND delivered IS NULL AND abandoned IS NULL AND next_attempt <= ?
                AND NOT EXISTS (
                    SELECT 1 FROM delivery AS earlier
                    WHERE earlier.delivered IS NULL AND earlier.abandoned IS NULL
                    AND earlier.id < this.id AND earlier.channel = this.channel
                    AND earlier.environment = this.environment
                    AND (earlier.alert = this.alert OR earlier.run = this.run)
                )
                ORDER BY id LIMIT ?
                """
            let due = try DeliveryRecord.fetchAll(
                database,
                sql: sql,
                arguments: [environment, now.catalogValue, limit]
            )
            let lease = Timestamp(seconds: now.seconds + Int64(DeliveryRules.lease)).catalogValue
            for delivery in due {
                try database.execute(
                    sql: "UPDATE delivery SET next_attempt = ? WHERE id = ?",
                    arguments: [lease, delivery.id]
                )
            }
            return due
        }
    }

    /// Writes down what came of a try.
    func update(_ delivery: DeliveryRecord) throws {
        try write { try delivery.update($0) }
    }

    /// The messages that wait, the oldest first.
    package func pendingDeliveries(environment: String) throws -> [DeliveryRecord] {
        try read { database in
            try DeliveryRecord.filter(Column("environment") == environment)
                .filter(Column("delivered") == nil && Column("abandoned") == nil).order(Column("id"))
                .fetchAll(database)
        }
    }

    /// The messages about an alert, the oldest first.
    package func deliveries(ofAlert id: Int64) throws -> [DeliveryRecord] {
        try read { database in
            try DeliveryRecord.filter(Column("alert") == id).order(Column("id")).fetchAll(database)
        }
    }
}
