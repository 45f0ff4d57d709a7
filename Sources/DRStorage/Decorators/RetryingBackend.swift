import CLinux
import DRCore

/// Repeats calls that failed for a reason that may pass, after waits that double and vary.
///
/// Permanent failures and absent objects pass at once. Every call of the contract may be repeated safely: a save that
/// was done before its answer was lost finds its own object.
package struct RetryingBackend: Backend {
    /// How often and how long to wait.
    package struct Schedule: Sendable {
        /// The calls made before giving up, the first one included.
        package var attempts: Int
        /// The first wait in seconds.
        package var firstWait: Double
        /// The longest wait in seconds.
        package var longestWait: Double

        /// Makes a schedule; as it stands it gives up after about a minute.
        package init(attempts: Int = 8, firstWait: Double = 0.5, longestWait: Double = 20) {
            self.attempts = attempts
            self.firstWait = firstWait
            self.longestWait = longestWait
        }

        /// The wait in seconds after the failed call number `attempt`, counted from 1: doubled each time, and between
        /// half of that and all of it, so that many clients do not come back together.
        func wait(after attempt: Int) -> Double {
            var wait = firstWait
            for _ in 1..<max(attempt, 1) where wait < longestWait { wait *= 2 }
            return min(wait, longestWait) * Double.random(in: 0.5...1)
        }
    }

    /// One failure that is going to be repeated.
    package struct Retry: Sendable {
        /// What failed.
        package let failure: StorageFailure
        /// The calls made so far.
        package let attempt: Int
        /// The seconds until the next one.
        package let wait: Double
    }

    private let base: any Backend
    private let schedule: Schedule
    private let cancellation: Cancellation
    private let sleep: @Sendable (Double) -> Void
    private let onRetry: @Sendable (Retry) -> Void

    /// Wraps a backend.
    ///
    /// - Parameters:
    ///   - cancellation: ends a wait, and with it the call, early.
    ///   - sleep: waits for so many seconds; nil is the real clock.
    ///   - onRetry: called before each wait, on the thread of the call.
    package init(
        _ base: any Backend,
        schedule: Schedule = Schedule(),
        cancellation: Cancellation = Cancellation(),
        sleep: (@Sendable (Double) -> Void)? = nil,
        onRetry: @escaping @Sendable (Retry) -> Void = { _ in }
    ) {
        self.base = base
        self.schedule = schedule
        self.cancellation = cancellation
        self.sleep = sleep ?? { Self.sleep($0, cancellation) }
        self.onRetry = onRetry
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() throws { try repeating { try base.create() } }

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        try repeating { try base.save(name, content) }
    }

    /// Starting is repeated; what is appended is not, as the pieces are gone by then.
    package func beginUpload() throws -> (any ObjectUpload)? { try repeating { try base.beginUpload() } }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try repeating { try base.load(name, range: range, into: buffer) }
    }

    package func size(of name: ObjectName) throws -> Int { try repeating { try base.size(of: name) } }

    /// Lists into memory first, so that a repeat does not show an object twice.
    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        for object in try repeating({ try base.list(kind) }) { try visit(object.id, object.size) }
    }

    package func delete(_ name: ObjectName) throws { try repeating { try base.delete(name) } }

    package func leftovers() throws -> [Leftover] { try repeating { try base.leftovers() } }

    package func delete(_ leftover: Leftover) throws { try repeating { try base.delete(leftover) } }

    private func repeating<Result>(_ call: () throws -> Result) throws -> Result {
        var attempt = 1
        while true {
            do {
                return try call()
            } catch let failure as StorageFailure where failure.reason == .transient && attempt < schedule.attempts {
                let wait = schedule.wait(after: attempt)
                onRetry(Retry(failure: failure, attempt: attempt, wait: wait))
                sleep(wait)
                try cancellation.check()
                attempt += 1
            }
        }
    }

    /// Sleeps in short pieces, so that a wish to stop is seen soon.
    private static func sleep(_ seconds: Double, _ cancellation: Cancellation) {
        var rest = seconds
        while rest > 0, !cancellation.isCancelled {
            let piece = min(rest, 0.1)
            var time = timespec(tv_sec: 0, tv_nsec: Int(piece * 1e9))
            nanosleep(&time, nil)
            rest -= piece
        }
    }
}
