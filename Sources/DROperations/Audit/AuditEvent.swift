/// Something to be written to the audit log.
package struct AuditEvent: Sendable, Equatable {
    /// What was done.
    package var operation: AuditOperation
    /// The environment it was done in.
    package var environment: String
    /// What it was done to: a plan, a repository, a snapshot, an alert.
    package var target: String
    /// What came of it, in a word.
    package var outcome: String
    /// What else there is to say.
    package var detail: String?
    /// The run it belongs to.
    package var run: String?

    /// Names an event.
    package init(
        _ operation: AuditOperation,
        environment: String,
        target: String,
        outcome: String,
        detail: String? = nil,
        run: String? = nil
    ) {
        self.operation = operation
        self.environment = environment
        self.target = target
        self.outcome = outcome
        self.detail = detail
        self.run = run
    }
}
