import DRCore
import DROperations
import Synchronization

/// A clock that stands still until a test moves it.
final class SettableClock: WallClock {
    private let time: Mutex<Timestamp>

    init(_ now: Timestamp) {
        time = Mutex(now)
    }

    var now: Timestamp { time.withLock { $0 } }
    var uptime: Double { Double(now.seconds) }

    func sleep(_ seconds: Double, _ cancellation: Cancellation) { advance(Int64(seconds.rounded(.up))) }

    /// Lets so many seconds pass.
    func advance(_ seconds: Int64) { time.withLock { $0.seconds += seconds } }
}
