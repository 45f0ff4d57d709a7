import DRCore

/// How long an answer from outside is waited for: until a moment of the clock, or until a stop is asked for.
struct Patience: Sendable {
    private let deadline: Int64
    private let clock: any DrillClock
    private let cancellation: Cancellation

    /// Takes the moment and what may end the waiting before.
    init(until deadline: Int64, _ clock: any DrillClock, _ cancellation: Cancellation) {
        self.deadline = deadline
        self.clock = clock
        self.cancellation = cancellation
    }

    /// How many milliseconds may be waited before it is asked again; at least 1.
    ///
    /// - Throws: the cancellation's error; `DRError` with code `tryLater` when the time is over.
    func next(atMost limit: Int64, _ name: @autoclosure () -> String) throws -> Int32 {
        try cancellation.check()
        let left = deadline - clock.monotonic
        guard left > 0 else { throw DRError(.tryLater, "no answer in time", object: name()) }
        return Int32(clamping: max(min(left / 1_000_000, limit), 1))
    }
}
