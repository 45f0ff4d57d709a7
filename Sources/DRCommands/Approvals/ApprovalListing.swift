import DRCore
import DROperations
import DRPolicy
import DRRepository

/// Approvals in words and as JSON.
enum ApprovalListing {
    /// Where an approval stands now.
    static func state(_ record: ApprovalRecord, at now: Timestamp) -> String {
        record.isExpired(at: now) ? "expired" : record.state.rawValue
    }

    /// What was done, in a line.
    static func text(_ record: ApprovalRecord) -> String {
        let by = record.approver.map { " by \($0)" } ?? ""
        let until = record.state == .denied ? "" : ", until \(LocalTime.text(record.expires))"
        return Printable.text(
            "approval \(record.id) \(record.state.rawValue)\(by): \(record.operation.rawValue) of \(record.target) "
                + "for \(record.requester)\(until)"
        )
    }

    /// Writes the members of an approval.
    static func write(_ record: ApprovalRecord, at now: Timestamp, to json: inout JSONWriter) {
        json.key("id")
        json.number(Int(record.id))
        let texts: [(StaticString, String?)] = [
            ("state", state(record, at: now)), ("environment", record.environment),
            ("operation", record.operation.rawValue), ("target", record.target), ("requester", record.requester),
            ("reason", record.reason), ("approver", record.approver), ("decision_reason", record.decisionReason),
            ("used_by", record.usedBy),
        ]
        for case (let key, let value?) in texts {
            json.key(key)
            json.string(value)
        }
        let times: [(StaticString, Timestamp?)] = [
            ("requested", record.requested), ("decided", record.decided), ("expires", record.expires),
            ("used", record.used),
        ]
        for case (let key, let value?) in times {
            json.key(key)
            json.time(value)
        }
    }

    /// Shows one approval as the result of a command.
    static func show(_ record: ApprovalRecord, at now: Timestamp, _ context: CommandContext) throws {
        try context.summary(text(record)) { write(record, at: now, to: &$0) }
    }
}
