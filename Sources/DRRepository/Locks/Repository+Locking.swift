import DRCore
import DRStorage

extension Repository {
    /// Runs `body` under a lock, which is removed afterwards in any case.
    ///
    /// - Throws: what `body` throws, or why the lock was lost when that made it stop.
    package func withLock<Result>(
        exclusive: Bool,
        cancellation: Cancellation = Cancellation(),
        options: LockOptions = LockOptions(),
        _ body: (RepositoryLock) throws -> Result
    ) throws -> Result {
        let lock = try RepositoryLock.acquire(
            self,
            exclusive: exclusive,
            cancellation: cancellation,
            options: options
        )
        defer { lock.release() }
        do {
            return try body(lock)
        } catch {
            throw lock.failure ?? error
        }
    }

    /// The locks that are there, also those of programs that died; unreadable ones are left out.
    package func locks() throws -> [LockFile] {
        let survey = try LockSurvey(self, LockOptions())
        return try backend.list(.lock).compactMap { id, size in
            do {
                return size == 0 ? nil : try survey.read(id)
            } catch let error as DRError where error.code == .locked || error.code == .failed {
                return nil
            }
        }
    }

    /// Removes the locks of programs that are gone, or with `all` every lock.
    ///
    /// - Returns: what was removed; the lock is nil where the file could not be read.
    /// - Throws: `DRError` (locked) for an unreadable lock unless `all` is set, after the others were removed; `StorageFailure`.
    package func unlock(
        all: Bool,
        options: LockOptions = LockOptions()
    ) throws -> [(id: ObjectID, lock: LockFile?)] {
        let survey = try LockSurvey(self, options)
        let unreadable = FirstFailure()
        var removed: [(id: ObjectID, lock: LockFile?)] = []
        for (id, size) in try backend.list(.lock) {
            var lock: LockFile?
            do {
                lock = size == 0 ? nil : try survey.read(id)
                let isGone = lock.map { survey.standing(of: $0) != .live } ?? true
                guard all || isGone else { continue }
            } catch let error as DRError {
                guard all else {
                    unreadable.record(error)
                    continue
                }
            }
            try backend.delete(ObjectName(.lock, id))
            removed.append((id, lock))
        }
        try unreadable.rethrow()
        return removed
    }
}
