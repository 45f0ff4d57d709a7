import DRCore
import DRRepository
import DRStorage

extension CommandContext {
    /// The two kinds of lock.
    enum Lock {
        /// Beside others.
        case shared
        /// Alone.
        case exclusive
    }

    /// Opens the repository and runs `body` under a lock, or under none.
    func withRepository<Result>(
        _ options: RepositoryOptions,
        lock: Lock?,
        _ body: (Repository) throws -> Result
    ) throws -> Result {
        let repository = try open(options)
        guard let lock else { return try body(repository) }
        return try withLock(repository, options, lock) { _ in try body(repository) }
    }

    /// Runs `body` under a lock, which is removed afterwards in any case, also when the process is told to end at once.
    func withLock<Result>(
        _ repository: Repository,
        _ options: RepositoryOptions,
        _ lock: Lock,
        _ body: (RepositoryLock) throws -> Result
    ) throws -> Result {
        var isHeld = false
        do {
            return try repository.withLock(
                exclusive: lock == .exclusive,
                cancellation: cancellation,
                options: lockOptions(options)
            ) { held in
                isHeld = true
                let cleanup = UrgentCleanup.add { held.release() }
                defer { UrgentCleanup.remove(cleanup) }
                return try body(held)
            }
        } catch let failure as StorageFailure where !isHeld {
            let error = DRError(failure)
            throw DRError(
                error.code,
                "the lock could not be written: \(error.message)",
                object: error.object,
                hint: error.hint ?? "a command that only reads does without under --no-lock"
            )
        }
    }

    /// How locks are taken for this command.
    func lockOptions(_ options: RepositoryOptions) -> LockOptions {
        LockOptions(retryFor: options.retryLock.seconds) { [messages] event in
            switch event {
            case .waiting(let error, let seconds):
                messages.note("dr: \(error.message); looking again in \(Int(seconds.rounded(.up))) s")
            case .removedDead(let lock):
                messages.note("dr: removed the lock of a program that died: \(LockListing.text(lock))")
            case .refreshFailed(let error):
                messages.warning("the lock could not be renewed yet: \(error.message)", object: error.object)
            case .releaseFailed(let error):
                messages.warning(
                    "the lock could not be removed: \(error.message)",
                    object: error.object,
                    next: "dr unlock"
                )
            }
        }
    }
}
