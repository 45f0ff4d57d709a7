import DRCore
import DRPolicy

/// Jobs that this process has tried; holds back those that are due again although a try has ended, which happens
/// when the catalog cannot be written.
struct FailedStarts {
    private struct Key: Hashable {
        var plan: String
        var kind: RunKind
        var occurrence: Timestamp?
    }

    private struct Try {
        var attempt: Int
        var count: Int
        var uptime: Double
    }

    private var tries: [Key: Try] = [:]

    /// A try of the job has ended.
    mutating func add(_ job: Job, at uptime: Double) {
        let key = Key(plan: job.plan, kind: job.kind, occurrence: job.occurrence)
        // Of each plan and kind only the newest matters.
        for old in tries.keys where old.plan == key.plan && old.kind == key.kind && old != key { tries[old] = nil }
        tries[key] = Try(attempt: job.attempt, count: (tries[key]?.count ?? 0) + 1, uptime: uptime)
    }

    /// Whether a job may start.
    ///
    /// - Parameter onlyOnce: whether one try is all there is.
    func mayStart(_ job: Job, at uptime: Double, onlyOnce: Bool) -> Bool {
        guard let last = tries[Key(plan: job.plan, kind: job.kind, occurrence: job.occurrence)] else { return true }
        // The catalog knows of the try, and the job comes after its wait.
        if job.attempt > last.attempt { return !onlyOnce }
        guard !onlyOnce, let delay = RetryRule.delay(afterAttempt: last.count) else { return false }
        return uptime - last.uptime >= Double(delay)
    }
}
