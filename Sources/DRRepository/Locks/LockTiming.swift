/// The intervals of locks in seconds, restic's unless a test asks for others.
package struct LockTiming: Sendable {
    /// From writing a lock to looking for others again.
    package var confirmAfter = 0.2
    /// Between looks for an exclusive lock that was written at the same time to withdraw.
    package var withdrawWait = 0.4
    /// Between rewrites of a lock that is held.
    package var refreshEvery = 300.0
    /// From a failed rewrite to the next try.
    package var refreshRetry = 30.0
    /// From the last rewrite to the point where the lock counts as lost.
    package var lostAfter = 1350.0
    /// The age from which the lock of somebody else is stale.
    package var staleAfter = 1800.0
    /// The first wait for a lock that somebody holds; it doubles up to `longestWait`.
    package var firstWait = 1.0
    /// The longest wait between two tries.
    package var longestWait = 30.0
    /// The first wait for a lock file that cannot be read; it doubles.
    package var unreadableWait = 0.5

    /// Makes the usual intervals.
    package init() {}
}
