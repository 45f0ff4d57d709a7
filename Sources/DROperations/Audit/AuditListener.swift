import DRCore
import DRPolicy

/// Writes the beginning and the end of each run to the audit log.
package struct AuditListener: RunListener {
    private let log: AuditLog

    /// Takes the log.
    package init(_ log: AuditLog) {
        self.log = log
    }

    package func began(_ run: RunRecord) throws {
        try log.append(event(.runBegin, run, outcome: "begun", detail: run.cause.rawValue), at: run.started)
    }

    package func ended(_ run: RunRecord) throws {
        var detail: [String] = []
        if let snapshot = run.snapshot { detail.append("snapshot \(snapshot)") }
        if let message = run.message { detail.append(message + (run.object.map { ": \($0)" } ?? "")) }
        let text = detail.isEmpty ? nil : detail.joined(separator: "; ")
        if run.exitCode == DRError.Code.refusedByGuardrail.rawValue {
            try log.append(
                event(.guardrailRefuse, run, outcome: "refused", detail: run.message),
                at: run.ended ?? run.started
            )
        }
        try log.append(event(.runEnd, run, outcome: run.outcome.rawValue, detail: text), at: run.ended ?? run.started)
    }

    private func event(_ operation: AuditOperation, _ run: RunRecord, outcome: String, detail: String?) -> AuditEvent {
        AuditEvent(
            operation,
            environment: run.environment,
            target: "\(run.plan)/\(run.kind.rawValue)",
            outcome: outcome,
            detail: detail,
            run: run.uuid
        )
    }
}
