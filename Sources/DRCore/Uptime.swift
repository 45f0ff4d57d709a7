import CLinux

/// Seconds on a clock that nobody sets.
package enum Uptime {
    /// Seconds since the machine was started.
    package static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Waits for so many seconds.
    ///
    /// - Throws: the cancellation's error when it is set meanwhile.
    package static func sleep(_ seconds: Double, _ cancellation: Cancellation) throws {
        let end = now + seconds
        while now < end {
            try cancellation.check()
            usleep(UInt32(min(max(end - now, 0.001), 0.05) * 1e6))
        }
        try cancellation.check()
    }
}
