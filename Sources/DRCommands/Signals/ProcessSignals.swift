import CLinux
import DRCore
import Synchronization

/// The signals that the process takes, on a thread of their own.
///
/// The first SIGINT, SIGTERM or SIGHUP asks the running work to stop; the second ends the process after the most
/// urgent cleaning up. SIGUSR1 prints the progress. A signal that the parent ignores (nohup) stays ignored.
enum ProcessSignals {
    /// Set by the first signal that asks for a stop.
    static let cancellation = Cancellation()

    private static let waiter = Mutex<WorkerThread?>(nil)
    private static let observer = Mutex<(@Sendable (Int32) -> Bool)?>(nil)

    /// Shows each signal to `body` first, on the thread of the signals; one for which it returns true has no other effect.
    static func observe(_ body: @escaping @Sendable (Int32) -> Bool) {
        observer.withLock { $0 = body }
    }

    /// Blocks the signals in this thread and all that it starts, and begins to wait for them.
    static func install(_ messages: Messages) throws {
        var waited = sigset_t()
        sigemptyset(&waited)
        for signal in [SIGINT, SIGTERM, SIGHUP] where clinux_is_ignored(signal) == 0 { sigaddset(&waited, signal) }
        sigaddset(&waited, SIGUSR1)
        pthread_sigmask(SIG_BLOCK, &waited, nil)
        clinux_ignore(SIGPIPE)
        let set = waited
        let thread = try WorkerThread { wait(for: set, messages) }
        waiter.withLock { $0 = thread }
    }

    private static func wait(for signals: sigset_t, _ messages: Messages) {
        var signals = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            if let observer = observer.withLock(\.self), observer(number) { continue }
            if number == SIGUSR1 {
                ProgressDisplay.printLine()
            } else if cancellation.isCancelled {
                UrgentCleanup.run(seconds: 3)
                _exit(number == SIGINT ? DRError.Code.interrupted.rawValue : DRError.Code.terminated.rawValue)
            } else {
                cancellation.cancel(number == SIGINT ? .interrupted : .terminated)
                messages.note("dr: stopping in good order; the same signal again stops at once")
            }
        }
    }

    /// Ends the process as one that nobody reads any more ends: by SIGPIPE.
    static func endByClosedPipe() -> Never {
        clinux_default(SIGPIPE)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }
}
