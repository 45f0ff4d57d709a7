import CLinux
import DRCore
import DROperations
import Synchronization

/// A clock that a test moves: whoever sleeps lets it go on.
final class FakeClock: WallClock {
    private struct State {
        var now: Timestamp
        var uptime = 1000.0
        /// What happens when the clock has come so far, ascending.
        var events: [(uptime: Double, action: @Sendable (FakeClock) -> Void)] = []
        var isBusy: @Sendable () -> Bool = { false }

        mutating func pass(_ seconds: Double) {
            uptime += seconds
            let nanoseconds = Int64(now.nanoseconds) + Int64((seconds * 1e9).rounded())
            now.seconds += nanoseconds / 1_000_000_000
            now.nanoseconds = Int32(nanoseconds % 1_000_000_000)
        }
    }

    private let state: Mutex<State>

    init(_ now: Timestamp) {
        state = Mutex(State(now: now))
    }

    var now: Timestamp { state.withLock(\.now) }
    var uptime: Double { state.withLock(\.uptime) }

    /// While it holds, a sleeper waits for its wake in real time, so that work takes no time on this clock.
    func setBusy(_ isBusy: @escaping @Sendable () -> Bool) { state.withLock { $0.isBusy = isBusy } }

    /// Calls `action` once so many seconds from now have passed.
    func after(_ seconds: Double, _ action: @escaping @Sendable (FakeClock) -> Void) {
        state.withLock { state in
            state.events.append((state.uptime + seconds, action))
            state.events.sort { $0.uptime < $1.uptime }
        }
    }

    /// Lets time pass.
    func advance(_ seconds: Double) {
        let end = uptime + seconds
        while true {
            let action: (@Sendable (FakeClock) -> Void)? = state.withLock { state in
                guard let first = state.events.first, first.uptime <= end else {
                    state.pass(max(end - state.uptime, 0))
                    return nil
                }
                state.events.removeFirst()
                state.pass(max(first.uptime - state.uptime, 0))
                return first.action
            }
            guard let action else { return }
            action(self)
        }
    }

    /// Sets the wall clock forward or back; no time passes.
    func jump(_ seconds: Int64) { state.withLock { $0.now.seconds += seconds } }

    func sleep(_ seconds: Double, _ cancellation: Cancellation) {
        while !cancellation.isCancelled, state.withLock(\.isBusy)() { usleep(100) }
        guard !cancellation.isCancelled else { return }
        advance(seconds)
    }
}

extension FakeClock {
    /// A clock that shows a time of 2026, such as `03-29T00:30`.
    convenience init(_ text: String) throws {
        guard let time = RFC3339.parse("2026-\(text):00Z") else {
            throw DRError(.failed, "not a time", object: text)
        }
        self.init(time)
    }
}
