/// When a service was away and when it was back, as its clients saw it.
package struct ServiceWindow: Hashable, Sendable {
    /// When the first write after the fault did not succeed; nil when all did.
    package var firstFailure: Int64?
    /// When the first write after a failure was acknowledged again.
    package var firstSuccess: Int64?
    /// Since when every write was acknowledged; nil while the newest one was not.
    package var stableSince: Int64?
    /// When the newest outcome was known.
    package var newest: Int64?

    /// Looks at all writes whose outcome was known after the fault; times in nanoseconds since the drill began.
    package init(log: [SentinelWrite], fault: Int64) {
        let after = log.filter { $0.ended > fault }.sorted { ($0.ended, $0.key) < ($1.ended, $1.key) }
        newest = after.last?.ended
        firstFailure = after.first { $0.outcome != .ok }?.ended
        guard let lastBad = after.lastIndex(where: { $0.outcome != .ok }) else {
            firstSuccess = after.first?.ended
            stableSince = after.first?.ended
            return
        }
        // A write that was sent before the service failed says nothing of the time after it.
        let failure = firstFailure ?? fault
        firstSuccess = after.first { $0.outcome == .ok && $0.began >= failure }?.ended
        stableSince = after[(lastBad + 1)...].first { $0.began >= failure }?.ended
    }

    /// Whether the service was well for so many nanoseconds up to the newest outcome.
    package func isStable(for window: Int64) -> Bool {
        guard let stableSince, let newest else { return false }
        return newest - stableSince >= window
    }
}
