import DRCore
import DRStorage
import Synchronization

/// A lock that this process holds in a repository; kept alive by a thread of its own until `release`.
///
/// A shared lock is there at once, and a second look for a racing exclusive one follows 200 ms later in the
/// background. Work that only reads may begin at once; call `confirm` before the first write that relies on the lock.
/// When the lock is lost, the work is stopped through its `Cancellation`, and `failure` says why.
package final class RepositoryLock: @unchecked Sendable {
    // All state that changes is under `condition`; the thread starts after the initialiser.
    struct State {
        var id: ObjectID
        var refreshed: Timestamp
        var isConfirmed: Bool
        var isStopping = false
        var failure: DRError?
    }

    /// Whether it shuts out every other lock.
    package let isExclusive: Bool

    let repository: Repository
    let options: LockOptions
    let cancellation: Cancellation
    let condition = ThreadCondition()
    /// Held while the lock file is being replaced.
    let replacing = Mutex(())
    var state: State
    private var thread: WorkerThread?

    init(
        _ repository: Repository,
        id: ObjectID,
        exclusive: Bool,
        written: Timestamp,
        cancellation: Cancellation,
        options: LockOptions
    ) throws {
        self.repository = repository
        self.options = options
        self.cancellation = cancellation
        isExclusive = exclusive
        state = State(id: id, refreshed: written, isConfirmed: exclusive)
        thread = try WorkerThread { [self] in watch() }
    }

    /// Why the lock does not protect any more, or nil.
    package var failure: DRError? { condition.withLock { state.failure } }

    /// The name of the lock file at this moment.
    package var id: ObjectID { condition.withLock { state.id } }

    /// Waits until no racing lock can be there and makes sure that the lock is still held.
    ///
    /// - Throws: `DRError` (locked) when somebody else's lock won, or this one was lost.
    package func confirm() throws {
        let refreshed = try condition.withLock {
            while !state.isConfirmed, state.failure == nil, !state.isStopping { condition.wait() }
            if let failure = state.failure { throw failure }
            return state.refreshed
        }
        guard options.now().seconds(since: refreshed) > options.timing.lostAfter else { return }
        // The machine slept, perhaps: others may have taken the lock for stale meanwhile.
        do { try refresh() } catch let error as DRError { fail(error) }
        if let failure { throw failure }
    }

    /// Removes the lock; what goes wrong is told through the options' `onEvent`.
    package func release() {
        condition.withLock {
            state.isStopping = true
            condition.wakeAll()
        }
        thread?.join()
        Self.remove(id, repository, options)
    }

    static func remove(_ id: ObjectID, _ repository: Repository, _ options: LockOptions) {
        do {
            try repository.backend.delete(ObjectName(.lock, id))
        } catch {
            options.onEvent(.releaseFailed(DRError(anyStorageError: error)))
        }
    }

    /// Notes that the lock does not protect any more and stops the work.
    func fail(_ error: DRError) {
        condition.withLock {
            if state.failure == nil { state.failure = error }
            condition.wakeAll()
        }
        cancellation.cancel(.locked)
    }
}
