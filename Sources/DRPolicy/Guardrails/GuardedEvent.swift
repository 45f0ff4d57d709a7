import DRCore

/// An operation that began before.
package struct GuardedEvent: Hashable, Sendable {
    /// What was asked for.
    package var request: GuardedRequest
    /// When it began.
    package var started: Timestamp
    /// Whether it still runs.
    package var isRunning: Bool
    /// Whether it failed; it may then be tried again at once.
    package var hasFailed: Bool

    /// Takes what is known of it.
    package init(_ request: GuardedRequest, started: Timestamp, isRunning: Bool = false, hasFailed: Bool = false) {
        self.request = request
        self.started = started
        self.isRunning = isRunning
        self.hasFailed = hasFailed
    }

    /// Whether it is a backup of the schedule, which neither waits for operators nor makes them wait.
    var isScheduledBackup: Bool {
        request.isScheduled && request.operation == GuardedRequest.operation(.full)
    }
}
