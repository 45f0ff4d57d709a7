import DRCore

/// Sends messages on a thread of its own, so that nobody who has something to tell waits for a channel.
package final class AlertCourier: @unchecked Sendable {
    private let outbox: Outbox
    private let note: @Sendable (String) -> Void
    private let cancellation = Cancellation()
    // Guarded by the condition.
    private let condition = ThreadCondition()
    private var isRunning = false
    private var isAsked = false
    private var thread: WorkerThread?

    /// Takes an outbox.
    package init(_ outbox: Outbox, note: @escaping @Sendable (String) -> Void) {
        self.outbox = outbox
        self.note = note
    }

    /// Asks for the messages that wait to be sent; returns at once.
    package func wake() {
        condition.withLock {
            isAsked = true
            guard !isRunning, !cancellation.isCancelled else { return }
            // The thread before has said that it ends.
            thread?.join()
            do {
                thread = try WorkerThread { [self] in work() }
                isRunning = true
            } catch {
                note("messages are sent by the next run: \(error)")
            }
        }
    }

    private func work() {
        while true {
            let goesOn = condition.withLock { () -> Bool in
                guard isAsked, !cancellation.isCancelled else {
                    isRunning = false
                    condition.wakeAll()
                    return false
                }
                isAsked = false
                return true
            }
            guard goesOn else { return }
            do { try outbox.send(cancellation) } catch { note("messages could not be sent: \(error)") }
        }
    }

    /// Waits until all that is due was tried, but no longer than so many seconds; what is left stays in the catalog.
    package func finish(seconds: Double) {
        let isDone = condition.withLock {
            while isRunning, condition.wait(seconds: seconds) {}
            return !isRunning
        }
        if !isDone { cancellation.cancel(.tryLater) }
        let thread = condition.withLock { self.thread }
        thread?.join()
    }
}
