import DRCore

/// What a plan has to do at a time.
package struct DueDecision: Hashable, Sendable {
    /// What to start now, in this order; at most one run of a kind, and at most one backup.
    package let runs: [DueRun]
    /// The next time at which something becomes due, jitter included; nil when nothing is scheduled.
    package let next: Timestamp?
    /// How far the clock lies before the start of the last run, in seconds: more than 0 when it was set back.
    package let secondsSetBack: Int64
}
