import DRCore
import Synchronization

/// What other threads, those of signals and of runs, ask of a scheduler.
package final class SchedulerRequests: Sendable {
    /// Something asked.
    enum Request: Sendable {
        case reload
        case report
        case stop
        case ended(RunningJob.Number, RunRecord)
        case chored([DRError])
    }

    private struct State {
        var requests: [Request] = []
        var wake = Cancellation()
    }

    private let state = Mutex(State())

    /// Nothing is asked for.
    package init() {}

    /// Reads the configuration again; a bad one changes nothing.
    package func reload() { add(.reload) }
    /// Writes what is done into the log.
    package func report() { add(.report) }
    /// Ends in good order: runs are cancelled.
    package func stop() { add(.stop) }

    func add(_ request: Request) {
        state.withLock { state in
            state.requests.append(request)
            state.wake.cancel(.tryLater)
        }
    }

    /// What was asked since the last call, and what will be set when more is asked.
    func take() -> (requests: [Request], wake: Cancellation) {
        state.withLock { state in
            let taken = state.requests
            if !taken.isEmpty { state = State() }
            return (taken, state.wake)
        }
    }
}
