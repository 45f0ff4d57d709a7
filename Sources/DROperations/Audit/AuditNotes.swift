import DRCore
import DRPolicy
import DRRepository

/// Writes to the audit log of an environment beside work that must not wait for it: a log that cannot be written is
/// noted.
struct AuditNotes: Sendable {
    private let installation: Installation
    private let log: AuditLog
    private let note: @Sendable (String) -> Void

    init(_ installation: Installation, actor: AuditActor = .current, note: @escaping @Sendable (String) -> Void) {
        self.installation = installation
        log = AuditLog(installation, actor: actor)
        self.note = note
    }

    /// Adds an entry.
    func add(_ operation: AuditOperation, on target: String, outcome: String, detail: String?, run: String? = nil) {
        let event = AuditEvent(
            operation,
            environment: installation.environment,
            target: target,
            outcome: outcome,
            detail: detail,
            run: run
        )
        do {
            try log.append(event, at: installation.clock.now)
        } catch {
            note("the audit log was not written: \(DRError(anyStorageError: error).description)")
        }
    }

    /// Adds the use of an approval.
    func addUse(of approval: Int64, for operation: GuardedOperation, on target: String) {
        add(.approvalUse, on: "approval \(approval)", outcome: "used", detail: "\(operation.rawValue) of \(target)")
    }
}
