import DRCore
import DRRecovery
import Synchronization

/// A clock that stands still unless somebody sleeps.
final class FakeClock: DrillClock {
    private let time = Mutex<Int64>(1_000_000_000)
    private let offset = Mutex<Int64>(1_800_000_000)

    var now: Timestamp {
        let nanoseconds = monotonic
        return Timestamp(
            seconds: offset.withLock { $0 } + nanoseconds / 1_000_000_000,
            nanoseconds: Int32(nanoseconds % 1_000_000_000)
        )
    }

    /// Sets the wall clock, and it alone.
    func jump(_ seconds: Int64) { offset.withLock { $0 += seconds } }

    var monotonic: Int64 { time.withLock { $0 } }

    func sleep(_ nanoseconds: Int64, _ cancellation: Cancellation) {
        guard !cancellation.isCancelled else { return }
        time.withLock { $0 += max(nanoseconds, 0) }
    }
}
