import DRCore
import DRStorage
import Synchronization

extension RepositoryLock {
    /// The life of the lock's thread: one more look for racing locks, then a new lock file every five minutes.
    func watch() {
        if !isExclusive {
            guard pause(options.timing.confirmAfter), lookAgain() else { return }
        }
        var wait = options.timing.refreshEvery
        while pause(wait) {
            do {
                try refresh()
                wait = options.timing.refreshEvery
            } catch let error as DRError where error.code == .locked {
                return fail(error)
            } catch {
                options.onEvent(.refreshFailed(DRError(anyStorageError: error)))
                wait = options.timing.refreshRetry
            }
        }
    }

    /// Waits; false when the lock is to be released.
    private func pause(_ seconds: Double) -> Bool {
        condition.withLock {
            while !state.isStopping {
                if !condition.wait(seconds: seconds) { break }
            }
            return !state.isStopping
        }
    }

    /// Looks for an exclusive lock that was written at the same time as this one; false when this one is lost.
    func lookAgain() -> Bool {
        var attempt = 1
        while true {
            do {
                try LockSurvey(repository, options).check(exclusive: false, except: id)
                condition.withLock {
                    state.isConfirmed = true
                    condition.wakeAll()
                }
                return true
            } catch let error as DRError where error.code == .locked && attempt < Self.looks {
                // Who wants to be alone sees this lock on the second look and withdraws.
                attempt += 1
                guard pause(options.timing.withdrawWait) else { return false }
            } catch {
                fail(DRError(anyStorageError: error))
                return false
            }
        }
    }

    private static let looks = 5

    /// Replaces the lock file by a new one.
    ///
    /// - Throws: `DRError` (locked) when the lock was lost; other errors leave it as it was.
    func refresh() throws {
        try replacing.withLock { _ in
            let (old, refreshed) = condition.withLock { (state.id, state.refreshed) }
            let isLate = options.now().seconds(since: refreshed) > options.timing.lostAfter
            do {
                try require(old)
                let written = options.now()
                let new = try Self.write(repository, exclusive: isExclusive, time: written, options)
                if isLate {
                    // Others may be removing it as stale right now.
                    options.sleep(options.timing.confirmAfter)
                    do { try require(old) } catch {
                        Self.remove(new, repository, options)
                        throw error
                    }
                }
                condition.withLock {
                    state.id = new
                    state.refreshed = written
                }
                Self.remove(old, repository, options)
            } catch let error as DRError where error.code == .locked {
                throw error
            } catch {
                guard isLate else { throw error }
                throw DRError(
                    .locked,
                    "the lock on the repository could not be kept up: \(DRError(anyStorageError: error).message)",
                    object: repository.backend.location,
                    hint: "run the command again when the storage answers"
                )
            }
        }
    }

    private func require(_ id: ObjectID) throws {
        guard try !repository.backend.exists(ObjectName(.lock, id)) else { return }
        throw DRError(
            .locked,
            "somebody removed the lock that this program holds",
            object: ObjectName(.lock, id).description,
            hint: "run the command again; use 'dr unlock --remove-all' only when nothing works on the repository"
        )
    }
}
