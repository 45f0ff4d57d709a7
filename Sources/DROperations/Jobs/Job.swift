import DRCore
import DRPolicy

/// Something to run for a plan.
package struct Job: Sendable, Equatable {
    /// The plan.
    package var plan: String
    /// What to run.
    package var kind: RunKind
    /// Why.
    package var cause: RunCause
    /// The occurrence of the schedule that it serves.
    package var occurrence: Timestamp?
    /// Earlier occurrences that it makes up for.
    package var missed = 0
    /// 1 for the first try.
    package var attempt = 1

    /// Makes a job that nothing but the caller asks for.
    package init(plan: String, kind: RunKind, cause: RunCause = .manual) {
        self.plan = plan
        self.kind = kind
        self.cause = cause
    }

    /// Makes the job of a run that is due.
    package init(plan: String, due: DueRun, cause: RunCause) {
        self.init(plan: plan, kind: due.kind, cause: cause)
        occurrence = due.occurrence
        missed = due.missed
    }
}
