import DRCore
import DRPolicy

/// A job at work on a thread of its own.
struct RunningJob {
    /// Tells the jobs of a scheduler apart.
    typealias Number = Int

    let job: Job
    let cancellation: Cancellation
    let thread: WorkerThread
    /// When it began, by the clock that does not jump.
    let began: Double
    let started: Timestamp

    /// The name of a job for people, such as `app-files incremental`.
    static func name(_ job: Job) -> String { "\(job.plan) \(job.kind.rawValue)" }
}
