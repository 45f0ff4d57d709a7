import DRCore
import DRPolicy
import GRDB

/// An alert, as the catalog keeps it.
package struct AlertRecord: Sendable, Equatable, Identifiable {
    /// The number in the catalog; nil before it was added.
    package var id: Int64?
    /// The environment.
    package var environment: String
    /// What is wrong, as it was seen last.
    package var finding: AlertFinding
    /// How it stands.
    package var standing: AlertStanding
    /// The severity that was told last.
    package var toldSeverity: AlertSeverity?
    /// Who acknowledged it.
    package var acknowledgedBy: String?
    /// What they said.
    package var note: String?
    /// When it was over; nil while it is open.
    package var resolved: Timestamp?
    /// Who said so; nil when `dr` saw it.
    package var resolvedBy: String?

    /// Makes an alert that was seen for the first time.
    package init(environment: String, finding: AlertFinding, at now: Timestamp) {
        self.environment = environment
        self.finding = finding
        standing = AlertStanding(severity: finding.severity, at: now)
    }

    /// How far it is: `open`, `acknowledged` or `resolved`.
    package var state: String {
        resolved != nil ? "resolved" : standing.acknowledged != nil ? "acknowledged" : "open"
    }
}

extension AlertRecord: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "alert"

    package init(row: Row) throws {
        guard let severity = AlertSeverity(rawValue: row["severity"]) else {
            let word: String = row["severity"]
            throw DRError(.failed, "the catalog holds an alert that this version does not know", object: word)
        }
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(catalogValue:)) }
        id = row["id"]
        environment = row["environment"]
        finding = AlertFinding(
            AlertTopic(key: row["topic"]),
            severity,
            row["message"],
            object: row["object"],
            hint: row["hint"],
            plan: row["plan"],
            run: row["run"]
        )
        standing = AlertStanding(severity: severity, at: Timestamp(catalogValue: row["opened"]))
        standing.seen = Timestamp(catalogValue: row["seen"])
        standing.times = row["times"]
        standing.told = time("told")
        standing.escalated = time("escalated")
        standing.acknowledged = time("acknowledged")
        toldSeverity = (row["told_severity"] as String?).flatMap(AlertSeverity.init(rawValue:))
        acknowledgedBy = row["acknowledged_by"]
        note = row["note"]
        resolved = time("resolved")
        resolvedBy = row["resolved_by"]
    }

    package func encode(to container: inout PersistenceContainer) {
        container["id"] = id
        container["environment"] = environment
        container["topic"] = finding.topic.key
        container["severity"] = standing.severity.rawValue
        container["message"] = finding.message
        container["object"] = finding.object
        container["hint"] = finding.hint
        container["plan"] = finding.plan
        container["run"] = finding.run
        container["opened"] = standing.opened.catalogValue
        container["seen"] = standing.seen.catalogValue
        container["times"] = standing.times
        container["told"] = standing.told?.catalogValue
        container["told_severity"] = toldSeverity?.rawValue
        container["escalated"] = standing.escalated?.catalogValue
        container["acknowledged"] = standing.acknowledged?.catalogValue
        container["acknowledged_by"] = acknowledgedBy
        container["note"] = note
        container["resolved"] = resolved?.catalogValue
        container["resolved_by"] = resolvedBy
    }

    package mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}
