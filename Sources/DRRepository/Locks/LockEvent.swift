import DRCore

/// What happens to locks that a user may want to know.
package enum LockEvent: Sendable {
    /// Somebody holds a conflicting lock; the next try is in so many seconds.
    case waiting(DRError, seconds: Double)
    /// The lock of a program that died was removed.
    case removedDead(LockFile)
    /// The lock could not be rewritten; it is tried again.
    case refreshFailed(DRError)
    /// The lock could not be removed; it will be stale in half an hour.
    case releaseFailed(DRError)
}
