import DRCore
import Synchronization

/// What must still happen when the process is told to end at once: remove the lock, give the terminal its echo back.
enum UrgentCleanup {
    /// Stands for an action until it is withdrawn.
    struct Token: Sendable {
        fileprivate let number: Int
    }

    private struct State {
        var next = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private static let state = Mutex(State())

    /// Adds an action, which may run on any thread.
    static func add(_ action: @escaping @Sendable () -> Void) -> Token {
        state.withLock { state in
            state.next += 1
            state.actions[state.next] = action
            return Token(number: state.next)
        }
    }

    /// Withdraws an action.
    static func remove(_ token: Token) {
        state.withLock { _ = $0.actions.removeValue(forKey: token.number) }
    }

    /// Runs the actions, the newest first, and waits for them at most so many seconds.
    static func run(seconds: Double) {
        let actions = state.withLock { state in
            defer { state.actions = [:] }
            return state.actions.sorted { $0.key > $1.key }.map(\.value)
        }
        let done = EndMark()
        do {
            _ = try WorkerThread {
                for action in actions { action() }
                done.set()
            }
        } catch {
            // Without another thread there is no waiting with an end, so it is done here.
            for action in actions { action() }
            done.set()
        }
        _ = done.wait(seconds: seconds)
    }
}
