import DRCore
import DROperations
import Synchronization

/// The clocks of the system, which a test moves ahead.
final class SteppingClock: WallClock {
    private let ahead = Mutex(0.0)

    /// Moves both clocks ahead.
    func step(_ seconds: Double) { ahead.withLock { $0 += seconds } }

    var now: Timestamp {
        let now = Timestamp.now
        return Timestamp(seconds: now.seconds + Int64(ahead.withLock { $0 }), nanoseconds: now.nanoseconds)
    }

    var uptime: Double { SystemClock().uptime + ahead.withLock { $0 } }

    func sleep(_ seconds: Double, _ cancellation: Cancellation) { SystemClock().sleep(seconds, cancellation) }
}
