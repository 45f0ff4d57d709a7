import CLinux
import DRCore

/// What tells the time to everything that is scheduled, so that a test can let a quarter pass in a minute.
package protocol WallClock: Sendable {
    /// The time of the day, which may jump.
    var now: Timestamp { get }
    /// Seconds that never go back; they count while the machine sleeps.
    var uptime: Double { get }
    /// Waits for a number of seconds, or less when the cancellation is set or `wake` is called.
    func sleep(_ seconds: Double, _ cancellation: Cancellation)
}

/// The clocks of the system.
package struct SystemClock: WallClock {
    /// Makes the clock.
    package init() {}

    package var now: Timestamp { .now }

    package var uptime: Double {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    package func sleep(_ seconds: Double, _ cancellation: Cancellation) {
        let end = uptime + seconds
        while !cancellation.isCancelled {
            let rest = end - uptime
            guard rest > 0 else { return }
            usleep(UInt32(min(rest, 0.1) * 1e6))
        }
    }
}
