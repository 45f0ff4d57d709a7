import DRCore
import DRPolicy
import GRDB

/// Something that a channel is to be told; it stays in the catalog until the channel has taken it.
package struct DeliveryRecord: Sendable, Equatable, Identifiable {
    /// The number in the catalog; nil before it was added.
    package var id: Int64?
    /// The environment, whose configuration knows the channel.
    package var environment: String
    /// The alert that it tells of.
    package var alert: Int64?
    /// The run that it tells of.
    package var run: String?
    /// The channel.
    package var channel: String
    /// What happened: an `AlertEvent`, `start` or `end`.
    package var event: String
    /// The message as JSON; it holds no secret.
    package var payload: String
    /// When it was written down.
    package var created: Timestamp
    /// How often it was tried.
    package var attempts = 0
    /// When it is tried next.
    package var nextAttempt: Timestamp?
    /// When the channel took it.
    package var delivered: Timestamp?
    /// When it was given up.
    package var abandoned: Timestamp?
    /// Why the last try failed.
    package var failure: String?

    /// The word for the beginning of a run.
    static let start = "start"
    /// The word for the end of a run.
    static let end = "end"

    /// A message about an alert.
    init(channel: String, message: AlertMessage, at now: Timestamp) {
        self.channel = channel
        environment = message.environment
        alert = message.alert
        event = message.event.rawValue
        payload = String(decoding: message.json, as: UTF8.self)
        created = now
        nextAttempt = now
    }

    /// A message about a run.
    init(channel: String, environment: String, message: PingMessage, at now: Timestamp) {
        self.channel = channel
        self.environment = environment
        run = message.run
        event = message.exitCode == nil ? Self.start : Self.end
        payload = String(decoding: message.json, as: UTF8.self)
        created = now
        nextAttempt = now
    }
}

extension DeliveryRecord: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "delivery"

    package init(row: Row) throws {
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(catalogValue:)) }
        id = row["id"]
        environment = row["environment"]
        alert = row["alert"]
        run = row["run"]
        channel = row["channel"]
        event = row["event"]
        payload = row["payload"]
        created = Timestamp(catalogValue: row["created"])
        attempts = row["attempts"]
        nextAttempt = time("next_attempt")
        delivered = time("delivered")
        abandoned = time("abandoned")
        failure = row["failure"]
    }

    package func encode(to container: inout PersistenceContainer) {
        container["id"] = id
        container["environment"] = environment
        container["alert"] = alert
        container["run"] = run
        container["channel"] = channel
        container["event"] = event
        container["payload"] = payload
        container["created"] = created.catalogValue
        container["attempts"] = attempts
        container["next_attempt"] = nextAttempt?.catalogValue
        container["delivered"] = delivered?.catalogValue
        container["abandoned"] = abandoned?.catalogValue
        container["failure"] = failure
    }

    package mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}
