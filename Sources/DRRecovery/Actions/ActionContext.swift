import DRCore
import DRPolicy

/// What an action has at hand.
package struct ActionContext: Sendable {
    /// The directory of the drill.
    package let directory: String
    /// The drill.
    package let drill: String
    /// The clock.
    package let clock: any DrillClock
    /// Set when the action is to stop.
    package let cancellation: Cancellation
    /// When the action must be over, on the monotonic clock.
    package let deadline: Int64

    /// Takes what is at hand.
    package init(
        directory: String,
        drill: String,
        clock: any DrillClock,
        cancellation: Cancellation,
        deadline: Int64
    ) {
        self.directory = directory
        self.drill = drill
        self.clock = clock
        self.cancellation = cancellation
        self.deadline = deadline
    }

    /// The nanoseconds that are left, 0 when none are.
    package var remaining: Int64 { max(deadline - clock.monotonic, 0) }

    /// How long an answer is waited for, but not longer than there is time.
    func patience(_ nanoseconds: Int64) -> Patience {
        Patience(until: clock.monotonic + min(nanoseconds, remaining), clock, cancellation)
    }

    /// Throws when the action is to stop or its time is over.
    ///
    /// - Throws: `DRError`, with code `tryLater` when the time is over.
    package func check() throws {
        try cancellation.check()
        guard remaining > 0 else { throw DRError(.tryLater, "the time for this step is over") }
    }

    /// Looks again and again until something is so.
    ///
    /// - Returns: false when the time ran out before.
    /// - Throws: when the action is to stop, and what `condition` throws.
    package func wait(every nanoseconds: Int64 = 20_000_000, _ condition: () throws -> Bool) throws -> Bool {
        while true {
            if try condition() { return true }
            try cancellation.check()
            guard remaining > 0 else { return false }
            clock.sleep(min(nanoseconds, remaining), cancellation)
        }
    }
}
