import CLinux
import DRCore
import Synchronization

/// Runs work on a thread of its own while the calling thread makes sure now and then that the server is still there.
struct BesideSession {
    /// How often the server is asked, in seconds.
    private static let interval = 15.0

    private final class Outcome<Value: Sendable>: Sendable {
        let value = Mutex<Result<Value, any Error>?>(nil)
    }

    private let session: BackupSession
    private let stop: Cancellation

    /// - Parameter stop: set when the server fails, so that the work ends early.
    init(_ session: BackupSession, stop: Cancellation) {
        self.session = session
        self.stop = stop
    }

    /// Runs `body`; when the server fails, the work is ended and that is the error.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        let thread = try WorkerThread {
            let result = Result { try body() }
            outcome.value.withLock { $0 = result }
        }
        var failure: (any Error)?
        var waited = 0.0
        while outcome.value.withLock({ $0 == nil }) {
            usleep(20_000)
            waited += 0.02
            guard waited >= Self.interval, failure == nil else { continue }
            waited = 0
            do { try session.ping() } catch {
                failure = error
                stop.cancel(.failed)
            }
        }
        thread.join()
        if let failure { throw failure }
        guard let result = outcome.value.withLock({ $0 }) else {
            throw DRError(.failed, "a thread of the backup ended without a result")
        }
        return try result.get()
    }
}
