import DRCore

/// Decides whether a job may begin.
package protocol OperationGuard: Sendable {
    /// Lets a job begin.
    ///
    /// - Throws: `DRError` with code `refusedByGuardrail` that names the rule and when it will allow the job.
    func admit(_ job: Job, at now: Timestamp) throws
}
