import DRCore
import DRPolicy
import DRRecovery

/// Writes drills into the audit log, with the hashes of their journal and report: from then on neither can be changed unseen.
package struct DrillLedger: Sendable {
    private let installation: Installation

    /// The log of an environment.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Notes that a drill is about to begin.
    ///
    /// - Throws: `DRError` when the log cannot be written; the drill must not begin then.
    package func noteBegin(_ scenario: String, mode: String) throws {
        try append(.drillBegin, scenario, "asked for", mode)
    }

    /// Notes the end of a drill.
    ///
    /// - Parameter directory: where its report lies.
    /// - Throws: `DRError` when the report cannot be read or the log not be written.
    package func noteEnd(_ record: DrillRecord, in directory: String) throws {
        let report = try DrillRecord.digest(in: directory)
        try append(
            .drillEnd,
            record.id,
            record.verdict.overall.rawValue,
            "\(record.facts.status.rawValue), journal sha256:\(record.journalHash), report sha256:\(report)"
        )
    }

    /// Notes that a finding is closed.
    ///
    /// - Throws: `DRError` when the log cannot be written; the finding must stay open then.
    package func noteClosure(_ closure: FindingClosure, of finding: String) throws {
        try append(.findingClose, finding, "closed", closure.reason)
    }

    private func append(_ operation: AuditOperation, _ target: String, _ outcome: String, _ detail: String) throws {
        let event = AuditEvent(
            operation,
            environment: installation.environment,
            target: target,
            outcome: outcome,
            detail: detail
        )
        try AuditLog(installation).append(event, at: installation.clock.now)
    }
}
