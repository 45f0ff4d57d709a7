import DRCore
import DRPolicy
import Synchronization

/// Stops a run when its time is over, or when all work is to stop.
final class RunLimit: Sendable {
    /// What the run looks at.
    let cancellation = Cancellation()
    private let maximum: Duration?
    private let isOver = Atomic<Bool>(false)
    private let isTimedOut = Atomic<Bool>(false)
    private let watcher = Mutex<WorkerThread?>(nil)

    /// Begins to watch.
    ///
    /// - Parameter maximum: how long the run may take by the clock of the installation; nil for ever.
    init(_ maximum: Duration?, _ context: JobContext) throws {
        self.maximum = maximum
        let clock = context.installation.clock
        let deadline = maximum.map { clock.uptime + Double($0.components.seconds) }
        let outer = context.cancellation
        let thread = try WorkerThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                if let code = outer.code { cancellation.cancel(code) }
                if let deadline, clock.uptime >= deadline, !cancellation.isCancelled {
                    isTimedOut.store(true, ordering: .releasing)
                    cancellation.cancel(.interrupted)
                }
                if cancellation.isCancelled { return }
                SystemClock().sleep(0.05, outer)
            }
        }
        watcher.withLock { $0 = thread }
    }

    /// Why the run was stopped, when that was for its time.
    var reason: DRError? {
        guard isTimedOut.load(ordering: .acquiring), let maximum else { return nil }
        return DRError(
            .failed,
            "it took longer than its maximum run time of \(maximum.components.seconds) s and was stopped",
            hint: "the next run uses what was stored; raise schedule.maximum_runtime if that is too short"
        )
    }

    /// Ends the watch.
    func end() {
        isOver.store(true, ordering: .releasing)
        watcher.withLock { $0 }?.join()
    }
}
