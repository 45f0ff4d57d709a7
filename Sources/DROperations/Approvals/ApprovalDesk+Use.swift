import DRCore
import DRPolicy
import GRDB

extension ApprovalDesk {
    /// Uses up an approval for an operation that is about to begin, in a transaction of the caller.
    ///
    /// - Returns: its number.
    /// - Throws: `DRError` with code `refusedByGuardrail` that says what is missing.
    static func use(
        _ operation: GuardedOperation,
        on target: String,
        by person: String,
        environment: String,
        at now: Timestamp,
        _ database: Database
    ) throws -> Int64 {
        let records = try ApprovalRecord.fetchAll(
            database,
            sql: """
                SELECT * FROM approval WHERE environment = ? AND operation = ? AND target = ? AND requester = ?
                ORDER BY expires, id
                """,
            arguments: [environment, operation.rawValue, target, person]
        )
        guard let usable = records.first(where: { $0.state == .granted && !$0.isExpired(at: now) }) else {
            throw refusal(operation, target, environment, records, now)
        }
        try database.execute(
            sql: "UPDATE approval SET state = ?, used = ?, used_by = ? WHERE id = ?",
            arguments: [ApprovalState.used.rawValue, now.catalogValue, person, usable.id]
        )
        return usable.id
    }

    private static func refusal(
        _ operation: GuardedOperation,
        _ target: String,
        _ environment: String,
        _ records: [ApprovalRecord],
        _ now: Timestamp
    ) -> DRError {
        let newest = records.max { $0.id < $1.id }
        let ask = "dr approvals request \(operation.rawValue) \(target) -e \(environment) --reason '…'"
        let (what, next) =
            switch newest {
            case let open? where open.state == .requested && !open.isExpired(at: now):
                ("approval \(open.id) waits for a decision", "dr approvals grant \(open.id) -e \(environment)")
            case let denied? where denied.state == .denied:
                (
                    "approval \(denied.id) was denied by \(denied.approver ?? "somebody"): "
                        + (denied.decisionReason ?? ""), ask
                )
            case let expired? where expired.isExpired(at: now):
                ("approval \(expired.id) expired at \(RFC3339.format(expired.expires))", ask)
            case let used? where used.state == .used: ("approval \(used.id) was used already", ask)
            default: ("nobody asked for one", ask)
            }
        return DRError(
            .refusedByGuardrail,
            "guardrail approvals: \(operation.rawValue) in \(environment) needs an approval; \(what)",
            object: target,
            hint: next
        )
    }
}
