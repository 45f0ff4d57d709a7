import DRCore
import DRPolicy
import GRDB

/// Where approvals are asked for, given and used; each step is one transaction, so that of two processes one wins.
package struct ApprovalDesk: Sendable {
    private let installation: Installation
    private let catalog: Catalog
    private let actor: AuditActor

    /// Opens the desk for somebody.
    package init(_ installation: Installation, _ catalog: Catalog, actor: AuditActor = .current) {
        self.installation = installation
        self.catalog = catalog
        self.actor = actor
    }

    private var person: String { actor.person }

    private var settings: ApprovalSettings { installation.configuration.guardrails.approvals }
    private var now: Timestamp { installation.clock.now }

    /// Whether an operation needs an approval in this environment.
    package func isNeeded(_ operation: GuardedOperation) -> Bool { settings.operations.contains(operation) }

    /// Asks for an approval; it lapses when nobody decides within the time of the policy.
    ///
    /// - Parameter target: the plan or repository; one that the configuration declares.
    /// - Throws: `DRError` (usage) when the operation needs none here, or the target is unknown.
    package func request(_ operation: GuardedOperation, _ target: String, reason: String) throws -> ApprovalRecord {
        guard isNeeded(operation) else {
            let names = settings.operations.map(\.rawValue).joined(separator: ", ")
            throw DRError(
                .usage,
                "\(operation.rawValue) needs no approval in \(installation.environment)",
                hint: names.isEmpty ? "no operation does" : "these do: \(names)"
            )
        }
        let configuration = installation.configuration
        guard
            configuration.plans[target] != nil || configuration.repositories[target] != nil
                || configuration.services[target] != nil || configuration.regions[target] != nil
        else {
            let names = (configuration.plans.keys.sorted() + configuration.repositories.keys.sorted())
            throw DRError(
                .usage,
                "the environment \(installation.environment) has no such plan, repository, service or region",
                object: target,
                hint: "there are: " + names.joined(separator: ", ")
            )
        }
        try Self.demandReason(reason)
        let record = try catalog.write { database in
            try database.execute(
                sql: """
                    INSERT INTO approval (environment, operation, target, requester, reason, requested, state, expires)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    installation.environment, operation.rawValue, target, person, reason, now.catalogValue,
                    ApprovalState.requested.rawValue, expiry(settings.expiresAfter).catalogValue,
                ]
            )
            return try find(database.lastInsertedRowID, database)
        }
        try audit(.approvalRequest, record, reason)
        return record
    }

    /// Agrees to a request; it can then be used once until it expires.
    ///
    /// - Parameter expiresAfter: a shorter time than that of the policy.
    /// - Throws: `DRError`: `refusedByGuardrail` when the requester approves and the policy asks for another person;
    ///   `failed` when it was decided on before or has expired.
    package func grant(_ id: Int64, reason: String?, expiresAfter: Duration? = nil) throws -> ApprovalRecord {
        let length = min(expiresAfter ?? settings.expiresAfter, settings.expiresAfter)
        let record = try decide(id, .granted, reason: reason, expires: expiry(length)) { request in
            guard settings.needsSecondPerson, request.requester == person else { return }
            throw DRError(
                .refusedByGuardrail,
                "guardrail approvals: the one who approves must be another than the one who asks",
                object: "approval \(id) of \(request.requester)",
                hint: "another person runs dr approvals grant \(id)"
            )
        }
        try audit(.approvalGrant, record, reason)
        return record
    }

    /// Refuses a request; also takes back one that was granted and not used.
    ///
    /// - Throws: `DRError` (failed) when it was used, denied, or has expired.
    package func deny(_ id: Int64, reason: String) throws -> ApprovalRecord {
        try Self.demandReason(reason)
        let record = try decide(id, .denied, reason: reason, expires: nil) { _ in }
        try audit(.approvalDeny, record, reason)
        return record
    }

    /// Writes what was done to the audit log.
    private func audit(_ operation: AuditOperation, _ record: ApprovalRecord, _ reason: String?) throws {
        let what = "\(record.operation.rawValue) of \(record.target) for \(record.requester)"
        let event = AuditEvent(
            operation,
            environment: installation.environment,
            target: "approval \(record.id)",
            outcome: record.state.rawValue,
            detail: reason.map { "\(what): \($0)" } ?? what
        )
        try AuditLog(installation, actor: actor).append(event, at: now)
    }

    /// The approvals of the environment, newest first.
    ///
    /// - Parameter all: whether those are among them that nobody can decide on or use any more.
    package func list(all: Bool) throws -> [ApprovalRecord] {
        let records = try catalog.read { database in
            try ApprovalRecord.fetchAll(
                database,
                sql: "SELECT * FROM approval WHERE environment = ? ORDER BY id DESC",
                arguments: [installation.environment]
            )
        }
        let now = now
        return records.filter { all || ($0.state == .requested || $0.state == .granted) && !$0.isExpired(at: now) }
    }

    private func decide(
        _ id: Int64,
        _ state: ApprovalState,
        reason: String?,
        expires: Timestamp?,
        check: (ApprovalRecord) throws -> Void
    ) throws -> ApprovalRecord {
        try catalog.write { database in
            let record = try find(id, database)
            let isOpen = record.state == .requested || (record.state == .granted && state == .denied)
            guard isOpen, !record.isExpired(at: now) else {
                let by = record.approver.map { " by \($0)" } ?? ""
                let what = record.isExpired(at: now) ? "has expired" : "was \(record.state.rawValue)\(by) already"
                throw DRError(
                    .failed,
                    "the approval \(what)",
                    object: "approval \(id)",
                    hint: "a new one is asked for with dr approvals request"
                )
            }
            try check(record)
            try database.execute(
                sql: """
                    UPDATE approval SET state = ?, approver = ?, decision_reason = ?, decided = ?, expires = ?
                    WHERE id = ?
                    """,
                arguments: [
                    state.rawValue, person, reason, now.catalogValue, (expires ?? record.expires).catalogValue, id,
                ]
            )
            return try find(id, database)
        }
    }

    private func find(_ id: Int64, _ database: Database) throws -> ApprovalRecord {
        let sql = "SELECT * FROM approval WHERE id = ? AND environment = ?"
        let arguments: StatementArguments = [id, installation.environment]
        if let record = try ApprovalRecord.fetchOne(database, sql: sql, arguments: arguments) { return record }
        throw DRError(
            .usage,
            "the environment \(installation.environment) has no such approval",
            object: "approval \(id)",
            hint: "dr approvals list shows them"
        )
    }

    private func expiry(_ length: Duration) -> Timestamp {
        Timestamp(seconds: now.seconds + length.components.seconds, nanoseconds: now.nanoseconds)
    }

    private static func demandReason(_ reason: String) throws {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw DRError(.usage, "a reason is needed", hint: "say why with --reason")
        }
    }
}
