import DRCore
import DRPolicy

/// The work of a run of kind `retention`: applies the policy of a plan.
package struct RetentionWork: JobWork {
    private let overrides: Set<RetentionRule>
    private let reason: String?
    private let report: @Sendable (PlanRetention.Outcome) -> Void

    /// Makes the work.
    ///
    /// - Parameters:
    ///   - overrides: the guards that somebody overrides, and why, for the record.
    ///   - report: called with what came of it, before a guard that withheld something makes the run fail.
    package init(
        overrides: Set<RetentionRule> = [],
        reason: String? = nil,
        report: @escaping @Sendable (PlanRetention.Outcome) -> Void = { _ in }
    ) {
        self.overrides = overrides
        self.reason = reason
        self.report = report
    }

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let audit = AuditNotes(context.installation, note: context.note)
        if !overrides.isEmpty {
            let guards = overrides.map(\.rawValue).sorted().joined(separator: ", ")
            audit.add(.guardrailOverride, on: job.plan, outcome: guards, detail: reason, run: run.uuid)
        }
        let outcome = try PlanRetention(context, overrides: overrides).apply(job.plan)
        run.details = RetentionDetails(outcome, overrides: overrides, reason: reason).json
        let counts = "\(outcome.decision.keptCount) kept, \(outcome.decision.withheld.count) withheld"
        audit.add(
            .retentionApply,
            on: job.plan,
            outcome: "\(outcome.removed.count) removed",
            detail: ([counts] + outcome.removed).joined(separator: " "),
            run: run.uuid
        )
        report(outcome)
        if let error = outcome.failure { throw error }
        if try context.installation.plan(job.plan).postgresql != nil {
            let site = try WALSite(
                context.installation,
                plan: job.plan,
                cancellation: context.cancellation,
                note: context.note
            )
            let log = try WALRetention(site).apply()
            if log.dropped > 0 { context.note("dropped \(log.dropped) files of the log that no base backup needs") }
        }
        if let refusal = Self.refusal(outcome.decision, plan: job.plan) { throw refusal }
    }

    /// The error that says what a guard withheld; nil when nothing was.
    package static func refusal(_ decision: RetentionDecision, plan: String) -> DRError? {
        let groups = decision.groups.filter(\.isWithheld)
        guard let group = groups.first, let objection = group.objections.first(where: { !$0.isOverridden }) else {
            return nil
        }
        let count = decision.withheld.count
        return DRError(
            .refusedByGuardrail,
            "guard \(objection.rule.rawValue): \(objection.message); \(count) snapshot\(count == 1 ? " stays" : "s stay")",
            object: group.group.description.isEmpty ? plan : "\(plan), \(group.group.description)",
            hint: "\(objection.hint); or dr retention apply \(plan) --override \(objection.rule.rawValue) --reason '…'",
            details: groups.flatMap(\.objections).filter { !$0.isOverridden }.dropFirst().map {
                "guard \($0.rule.rawValue): \($0.message)"
            }
        )
    }
}
