import CLinux
import DRCore
import DRPolicy
import DRRepository
import GRDB

/// Lets people's operations on a configured repository begin, and remembers them for the guardrails.
package struct GuardedOperations: Sendable {
    private let installation: Installation
    private let catalog: Catalog
    private let actor: AuditActor
    private let notes: AuditNotes

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
        notes = AuditNotes(installation, actor: actor, note: note)
    }

    /// An operation that has begun.
    package struct Ticket: Sendable {
        /// Its number in the catalog; nil for a step of a drill or failover, which is noted itself.
        package let id: Int64?
        /// The approval that it used up.
        package let approval: Int64?
    }

    /// Lets an operation begin: limits, approval and note are one transaction; the audit log hears of a refusal and of
    /// the use of an approval.
    ///
    /// - Parameter subject: the plan, or the repository where no plan is concerned.
    /// - Throws: `DRError` with code `refusedByGuardrail`.
    package func begin(_ operation: GuardedOperation, on subject: String) throws -> Ticket {
        do {
            let ticket = try admit(operation, on: subject)
            if let approval = ticket.approval { notes.addUse(of: approval, for: operation, on: subject) }
            return ticket
        } catch let error as DRError where error.code == .refusedByGuardrail {
            let target = "\(operation.rawValue) of \(subject)"
            notes.add(.guardrailRefuse, on: target, outcome: "refused", detail: error.message)
            throw error
        }
    }

    /// Notes that a drill which began before is taken up again; it was let begin then, and has to be brought to its end.
    ///
    /// - Throws: `DRError` when the catalog cannot be written.
    package func takeUp(_ operation: GuardedOperation, on subject: String) throws -> Ticket {
        let now = installation.clock.now
        return try catalog.write { database in try insert(operation, on: subject, nil, at: now, database) }
    }

    private func admit(_ operation: GuardedOperation, on subject: String) throws -> Ticket {
        try PlanHold(installation).admit(operation, on: subject, in: installation.configuration)
        let limits = installation.guardrails
        let zone = try installation.zone()
        let now = installation.clock.now
        let request = GuardedRequest(
            operation.rawValue,
            subject: subject,
            services: Set(installation.configuration.plans[subject]?.services ?? [])
        )
        let approvals = installation.configuration.guardrails.approvals.operations
        return try catalog.write { database in
            let since = Timestamp(seconds: now.seconds - limits.memory)
            guard try !GuardedHistory.isStep(installation, database) else { return Ticket(id: nil, approval: nil) }
            let events = try GuardedHistory.events(installation, since: since, database)
            if let refusal = limits.refusal(of: request, after: events, at: now, zone: zone) { throw refusal.error }
            let approval =
                try approvals.contains(operation)
                ? ApprovalDesk.use(
                    operation,
                    on: subject,
                    by: actor.person,
                    environment: installation.environment,
                    at: now,
                    database
                ) : nil
            return try insert(operation, on: subject, approval, at: now, database)
        }
    }

    private func insert(
        _ operation: GuardedOperation,
        on subject: String,
        _ approval: Int64?,
        at now: Timestamp,
        _ database: Database
    ) throws -> Ticket {
        let mark = ProcessMark.current()
        try database.execute(
            sql: """
                INSERT INTO operation
                (environment, operation, subject, person, approval, started, host, process, process_start, boot)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                installation.environment, operation.rawValue, subject, actor.person, approval, now.catalogValue,
                installation.host, Int64(getpid()), mark.map { Int64(clamping: $0.start) }, mark?.system ?? "",
            ]
        )
        return Ticket(id: database.lastInsertedRowID, approval: approval)
    }

    /// Notes the end of an operation.
    ///
    /// - Parameter code: the exit code that stands for what came of it.
    package func end(_ ticket: Ticket, code: Int32) throws {
        guard let id = ticket.id else { return }
        let now = installation.clock.now
        try catalog.write { database in
            try database.execute(
                sql: "UPDATE operation SET ended = ?, exit_code = ? WHERE id = ?",
                arguments: [now.catalogValue, code, id]
            )
        }
    }
}
