import DRCore
import DRPolicy

/// Holds the jobs of an environment to its guardrails.
///
/// A job that somebody asks for uses up an approval where its operation needs one. What the schedule asks for needs none:
/// the configuration says that it is wanted. Nor does a step of a drill or failover, which needed one itself.
package struct GuardrailGuard: OperationGuard {
    private let installation: Installation
    private let catalog: Catalog
    private let actor: AuditActor
    private let note: @Sendable (String) -> Void

    /// Takes what the decision rests on.
    ///
    /// - Parameters:
    ///   - actor: who asks.
    ///   - note: takes a line for the log.
    package init(
        _ installation: Installation,
        _ catalog: Catalog,
        actor: AuditActor = .current,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.installation = installation
        self.catalog = catalog
        self.actor = actor
        self.note = note
    }

    package func admit(_ job: Job, at now: Timestamp) throws {
        let limits = installation.guardrails
        let zone = try installation.zone()
        let plan = try installation.plan(job.plan)
        let request = GuardedRequest(
            GuardedRequest.operation(job.kind),
            subject: job.plan,
            services: Set(plan.services),
            isScheduled: job.cause != .manual
        )
        let since = Timestamp(seconds: now.seconds - limits.memory)
        if let operation = GuardedOperation(job.kind) {
            try PlanHold(installation).admit(operation, on: job.plan, in: installation.configuration)
        }
        guard !request.isScheduled else {
            // No look into the catalog: a backup must not fail for it.
            if let refusal = limits.refusal(of: request, after: [], at: now, zone: zone) { throw refusal.error }
            return
        }
        let approvals = installation.configuration.guardrails.approvals.operations
        let used: (operation: GuardedOperation, approval: Int64)? = try catalog.write { database in
            guard try !GuardedHistory.isStep(installation, database) else { return nil }
            let events = try GuardedHistory.events(installation, since: since, database)
            if let refusal = limits.refusal(of: request, after: events, at: now, zone: zone) { throw refusal.error }
            guard let operation = GuardedOperation(job.kind), approvals.contains(operation) else {
                return nil
            }
            let approval = try ApprovalDesk.use(
                operation,
                on: job.plan,
                by: actor.person,
                environment: installation.environment,
                at: now,
                database
            )
            return (operation, approval)
        }
        guard let used else { return }
        AuditNotes(installation, actor: actor, note: note).addUse(of: used.approval, for: used.operation, on: job.plan)
    }
}

extension GuardedOperation {
    /// The operation that a kind of run is, for approvals; nil for those that only read.
    init?(_ kind: RunKind) {
        switch kind {
        case .full, .incremental: self = .backup
        case .retention: self = .forget
        case .prune: self = .prune
        case .verify, .restoreTest: return nil
        }
    }
}
