import DRCore
import DRPolicy

/// The work of one kind of run: a backup, a verification, the application of a retention policy.
///
/// What is found out is put into the run, which the runner keeps in the catalog; outcome, exit code and error are set by
/// the runner from what is thrown, but for `incomplete`, which the work sets itself.
package protocol JobWork: Sendable {
    /// Does the work on the calling thread, which may block.
    ///
    /// - Parameters:
    ///   - job: what to do.
    ///   - run: what the catalog will know of it.
    ///   - context: what is at hand.
    /// - Throws: `DRError` when it failed; the cancellation's error when it was stopped.
    func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws
}
