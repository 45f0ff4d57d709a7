import Synchronization

/// Keeps the first error of several threads.
package final class FirstFailure: Sendable {
    private let error = Mutex<(any Error)?>(nil)
    private let isKept = Atomic<Bool>(false)

    /// Makes a holder without an error.
    package init() {}

    /// Whether an error was kept.
    package var isSet: Bool { isKept.load(ordering: .relaxed) }

    /// Keeps `failure` if it is the first.
    package func record(_ failure: any Error) {
        error.withLock { if $0 == nil { $0 = failure } }
        isKept.store(true, ordering: .releasing)
    }

    /// Runs `body` and keeps what it throws.
    package func capture(_ body: () throws -> Void) {
        do { try body() } catch { record(error) }
    }

    /// Throws the error that was kept, if any.
    package func rethrow() throws {
        if let failure = error.withLock({ $0 }) { throw failure }
    }
}
