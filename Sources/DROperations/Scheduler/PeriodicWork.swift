import DRCore

/// Small work that the daemon does once a minute beside the runs, and `dr schedule due` once at its end: alerts that
/// nobody acknowledged, messages that were not delivered, metrics that change with time alone.
package protocol PeriodicWork: Sendable {
    /// Does the work; what it throws is noted, and the work is done again at the next time.
    ///
    /// - Parameter cancellation: set when the scheduler stops.
    func perform(at now: Timestamp, _ cancellation: Cancellation) throws
}
