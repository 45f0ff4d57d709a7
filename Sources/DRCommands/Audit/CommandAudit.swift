import DRCore
import DROperations
import DRPolicy

/// Writes the beginning and the end of a command to the audit log.
///
/// A log that cannot be written is warned of and stops nothing: a restore must not wait for it.
struct CommandAudit {
    private let log: AuditLog
    private let installation: Installation
    private let operation: AuditOperation
    private let target: String
    private let messages: Messages

    /// Begins; nil for a command that is not audited, or that works on a repository outside the configuration.
    ///
    /// - Throws: `DRError` when it is not clear which repository is meant.
    init?(_ command: any ToolCommand, _ context: CommandContext) throws {
        guard let command = command as? any AuditedCommand, let operation = command.auditOperation,
            case .configured(let repository) = try context.place(command.repository)
        else { return nil }
        installation = repository.installation
        log = AuditLog(installation)
        self.operation = operation
        let target = command.auditTarget
        self.target = repository.name + (target.isEmpty ? "" : ": " + target)
        messages = context.messages
        write("begun", nil)
    }

    /// Notes how it ended.
    func end(_ code: DRError.Code?) { write(code.map { "ended with exit code \($0.rawValue)" } ?? "succeeded", nil) }

    /// Notes that it failed.
    func fail(_ error: any Error) {
        let error = ErrorReport.error(from: error)
        write("failed", error.message + (error.object.map { ": " + $0 } ?? ""))
    }

    private func write(_ outcome: String, _ detail: String?) {
        let event = AuditEvent(
            operation,
            environment: installation.environment,
            target: target,
            outcome: outcome,
            detail: detail
        )
        do {
            try log.append(event, at: installation.clock.now)
        } catch {
            let error = ErrorReport.error(from: error)
            messages.warning("the audit log was not written: \(error.message)", object: error.object, next: error.hint)
        }
    }
}
