import DRCore
import DROperations
import DRPolicy
import DRRepository

/// Changes alerts by hand: in the catalog, in the audit log, and for those who were told of them.
struct AlertChange {
    private let installation: Installation
    private let catalog: Catalog
    private let context: CommandContext

    init(_ installation: Installation, _ context: CommandContext) throws {
        self.installation = installation
        catalog = try Catalog(stateDirectory: installation.stateDirectory)
        self.context = context
    }

    /// Applies a change to each of the alerts.
    func apply(
        to ids: [Int64],
        _ operation: AuditOperation,
        note: String?,
        _ change: (AlertBoard, Int64, String, Timestamp) throws -> AlertRecord
    ) throws {
        let board = AlertBoard(installation, catalog)
        let log = AuditLog(installation)
        let person = AuditActor.current.person
        for id in ids {
            let now = installation.clock.now
            let alert = try change(board, id, person, now)
            let event = AuditEvent(
                operation,
                environment: installation.environment,
                target: "alert \(id): \(alert.finding.topic.key)",
                outcome: alert.state,
                detail: note
            )
            try log.append(event, at: now)
            try context.emit("alert", text: "alert \(id) is \(alert.state): \(Printable.text(alert.finding.message))") {
                AlertListing.write(alert, to: &$0)
            }
        }
        let outbox = Outbox(installation, catalog) { [messages = context.messages] in messages.note("dr: " + $0) }
        try outbox.send(context.cancellation)
        try context.summary { json in
            json.key("changed")
            json.number(ids.count)
        }
    }
}
