import CLinux
import DRCore

/// The clocks of the system.
package struct SystemDrillClock: DrillClock {
    /// Makes the clock.
    package init() {}

    package var now: Timestamp { .now }

    package var monotonic: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    package func sleep(_ nanoseconds: Int64, _ cancellation: Cancellation) {
        let end = monotonic + nanoseconds
        while !cancellation.isCancelled {
            let rest = end - monotonic
            guard rest > 0 else { return }
            usleep(UInt32(min(rest, 50_000_000) / 1000 + 1))
        }
    }
}
