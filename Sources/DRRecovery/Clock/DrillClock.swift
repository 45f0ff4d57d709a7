import CLinux
import DRCore

/// What tells the time to a drill, so that a test needs no real time.
package protocol DrillClock: Sendable {
    /// The time of the day, which may jump; only for people.
    var now: Timestamp { get }
    /// Nanoseconds that never go back; they count while the machine sleeps. All durations come from here.
    var monotonic: Int64 { get }
    /// Waits, or less when the cancellation is set.
    func sleep(_ nanoseconds: Int64, _ cancellation: Cancellation)
}
