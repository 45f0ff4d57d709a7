import DRCore
import DRPolicy
import GRDB

/// Takes in what was seen, opens and closes alerts, and writes down in the same transaction what is to be told to whom.
package struct AlertBoard: Sendable {
    private let environment: String
    private let host: String
    private let settings: AlertSettings
    private let catalog: Catalog

    /// Takes an environment.
    package init(_ installation: Installation, _ catalog: Catalog) {
        environment = installation.environment
        host = installation.host
        settings = installation.configuration.alerts
        self.catalog = catalog
    }

    /// Takes in what was seen; returns the alerts that were opened, raised or resolved.
    @discardableResult
    package func observe(_ observations: [AlertObservation], at now: Timestamp) throws -> [AlertRecord] {
        guard !observations.isEmpty else { return [] }
        return try catalog.write { database in
            var open = Dictionary(
                try Catalog.openAlerts(database, environment).map { ($0.finding.topic, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            var changed: [AlertRecord] = []
            for observation in observations {
                switch observation {
                case .wrong(let finding):
                    let (alert, isTold) = try see(finding, open[finding.topic], at: now, database)
                    open[finding.topic] = alert
                    if isTold { changed.append(alert) }
                case .good(let topic):
                    guard let alert = open.removeValue(forKey: topic) else { continue }
                    changed.append(try close(alert, by: nil, at: now, database))
                }
            }
            return changed
        }
    }

    /// Repeats and raises what nobody has acknowledged; returns the alerts that are told again.
    @discardableResult
    package func pass(to now: Timestamp) throws -> [AlertRecord] {
        try catalog.write { database in
            var told: [AlertRecord] = []
            for var alert in try Catalog.openAlerts(database, environment) {
                guard let event = alert.standing.pass(to: now, settings) else { continue }
                try tell(event, &alert, at: now, database)
                told.append(alert)
            }
            return told
        }
    }

    /// Notes that somebody takes care of an alert; it is neither repeated nor raised from then on.
    ///
    /// - Throws: `DRError` when there is no such open alert.
    package func acknowledge(_ id: Int64, by person: String, note: String?, at now: Timestamp) throws -> AlertRecord {
        try catalog.write { database in
            var alert = try openAlert(id, database)
            guard alert.standing.acknowledged == nil else {
                throw DRError(
                    .usage,
                    "the alert is acknowledged already, by \(alert.acknowledgedBy ?? "somebody")",
                    object: "\(id)"
                )
            }
            alert.standing.acknowledged = now
            alert.acknowledgedBy = person
            alert.note = note
            try tell(.acknowledged, &alert, at: now, database)
            return alert
        }
    }

    /// Notes that an alert is over because somebody says so; when it is seen again a new one is opened.
    ///
    /// - Throws: `DRError` when there is no such open alert.
    package func resolve(_ id: Int64, by person: String, note: String?, at now: Timestamp) throws -> AlertRecord {
        try catalog.write { database in
            var alert = try openAlert(id, database)
            if let note { alert.note = note }
            return try close(alert, by: person, at: now, database)
        }
    }

    private func openAlert(_ id: Int64, _ database: Database) throws -> AlertRecord {
        guard let alert = try AlertRecord.fetchOne(database, key: id), alert.environment == environment else {
            throw DRError(
                .usage,
                "there is no such alert",
                object: "\(id)",
                hint: "dr alerts list shows those there are"
            )
        }
        guard alert.resolved == nil else {
            throw DRError(.usage, "the alert is over already", object: "\(id)")
        }
        return alert
    }

    private func see(
        _ finding: AlertFinding,
        _ known: AlertRecord?,
        at now: Timestamp,
        _ database: Database
    ) throws -> (AlertRecord, isTold: Bool) {
        guard var alert = known else {
            var alert = AlertRecord(environment: environment, finding: finding, at: now)
            try alert.insert(database)
            let event = alert.standing.tell(.opened, at: now)
            try tell(event, &alert, at: now, database)
            return (alert, true)
        }
        let event = alert.standing.see(finding.severity, at: now)
        alert.finding = finding
        if let event {
            alert.acknowledgedBy = nil
            try tell(event, &alert, at: now, database)
        } else {
            try alert.update(database)
        }
        return (alert, event != nil)
    }

    private func close(
        _ alert: AlertRecord,
        by person: String?,
        at now: Timestamp,
        _ database: Database
    ) throws -> AlertRecord {
        var alert = alert
        alert.resolved = now
        alert.resolvedBy = person
        try tell(.resolved, &alert, at: now, database)
        return alert
    }

    /// Writes the alert and what is to be told of it.
    private func tell(_ event: AlertEvent, _ alert: inout AlertRecord, at now: Timestamp, _ database: Database) throws {
        alert.toldSeverity = alert.standing.severity
        try alert.update(database)
        let message = AlertMessage(alert, event, host: host, at: now)
        for channel in try receivers(of: event, alert, database) {
            var delivery = DeliveryRecord(channel: channel, message: message, at: now)
            try delivery.insert(database)
        }
    }

    /// The channels of the severity; who was told of an alert is told of its end too, whatever the severity is by then.
    private func receivers(of event: AlertEvent, _ alert: AlertRecord, _ database: Database) throws -> [String] {
        var channels = settings.routes.channels(for: alert.standing.severity)
        if event == .resolved || event == .acknowledged {
            let sql = "SELECT DISTINCT channel FROM delivery WHERE alert = ?"
            channels = try String.fetchAll(database, sql: sql, arguments: [alert.id])
        }
        // A channel that does not work is not told that it does not work.
        return channels.filter { settings.channels[$0] != nil && AlertTopic.channel($0) != alert.finding.topic }
    }
}
