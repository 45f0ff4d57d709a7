import CLinux
import DRCore

/// How a lock is taken.
package struct LockOptions: Sendable {
    /// Seconds to wait for locks of others.
    package var retryFor: Double
    package var timing = LockTiming()
    /// Who asks.
    package var holder: LockHolder
    /// The clock.
    package var now: @Sendable () -> Timestamp = { .now }
    /// Waits for so many seconds.
    package var sleep: @Sendable (Double) -> Void = LockOptions.pause
    /// Looks up processes of this machine.
    package var processes: @Sendable (Int32) -> ProcessState = ProcessState.of
    /// Called for events, from any thread.
    package var onEvent: @Sendable (LockEvent) -> Void

    /// Makes options for this process.
    package init(
        retryFor: Double = 0,
        holder: LockHolder = .current(),
        onEvent: @escaping @Sendable (LockEvent) -> Void = { _ in }
    ) {
        self.retryFor = retryFor
        self.holder = holder
        self.onEvent = onEvent
    }

    private static func pause(_ seconds: Double) {
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, clinux_errno() == EINTR { rest = left }
    }

    /// Waits for `seconds` in pieces, so that a wish to stop is seen soon.
    func wait(_ seconds: Double, _ cancellation: Cancellation) throws {
        var rest = seconds
        while rest > 0 {
            try cancellation.check()
            sleep(min(rest, 0.1))
            rest -= 0.1
        }
        try cancellation.check()
    }
}
