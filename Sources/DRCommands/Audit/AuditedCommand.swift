import DROperations

/// A verb whose use on a repository of the configuration is written to the audit log.
protocol AuditedCommand: RepositoryCommand {
    /// What it does; nil when it changes nothing this time.
    var auditOperation: AuditOperation? { get }
    /// What it does it to, beside the repository; empty when there is no more to say.
    var auditTarget: String { get }
}

extension AuditedCommand {
    var auditTarget: String { "" }
}

extension RestoreCommand: AuditedCommand {
    var auditOperation: AuditOperation? { dryRun || recovery.estimate ? nil : .restore }
    var auditTarget: String {
        let moment = at.map { "at \(LocalTime.text($0.instant))" } ?? ""
        return "\(snapshot ?? chosen ?? moment) into \(target ?? "nowhere")"
    }
}

extension ForgetCommand: AuditedCommand {
    var auditOperation: AuditOperation? { dryRun ? nil : .forget }
    var auditTarget: String { snapshots.joined(separator: " ") }
}

extension PruneCommand: AuditedCommand {
    var auditOperation: AuditOperation? { dryRun ? nil : .prune }
}

extension UnlockCommand: AuditedCommand {
    var auditOperation: AuditOperation? { .unlock }
    var auditTarget: String { removeAll ? "every lock" : "" }
}

extension KeyCommand.Add: AuditedCommand {
    var auditOperation: AuditOperation? { .keyAdd }
}

extension KeyCommand.Remove: AuditedCommand {
    var auditOperation: AuditOperation? { .keyRemove }
    var auditTarget: String { id }
}

extension KeyCommand.ChangePassword: AuditedCommand {
    var auditOperation: AuditOperation? { .keyChange }
}
