import DRCore
import DRStorage

extension RepositoryLock {
    /// Takes a lock: shared ones stand side by side, an exclusive one alone.
    ///
    /// Locks of programs that died on this machine are removed. Dying after the lock was written leaves a lock that
    /// the next program on this machine removes, and others take for stale after half an hour.
    ///
    /// - Throws: `DRError` (locked) naming who holds a conflicting lock, after `retryFor` seconds; `StorageFailure`.
    package static func acquire(
        _ repository: Repository,
        exclusive: Bool,
        cancellation: Cancellation = Cancellation(),
        options: LockOptions = LockOptions()
    ) throws -> RepositoryLock {
        let survey = try LockSurvey(repository, options)
        let start = options.now()
        var wait = options.timing.firstWait
        while true {
            do {
                return try attempt(repository, exclusive, survey, cancellation, options)
            } catch let error as DRError where error.code == .locked {
                let rest = options.retryFor - options.now().seconds(since: start)
                guard rest > 0, !cancellation.isCancelled else { throw error }
                // Varied, so that two programs that want to be alone do not meet again.
                let pause = min(wait * Double.random(in: 0.75...1.25), rest)
                options.onEvent(.waiting(error, seconds: pause))
                try options.wait(pause, cancellation)
                wait = min(wait * 2, options.timing.longestWait)
            }
        }
    }

    private static func attempt(
        _ repository: Repository,
        _ exclusive: Bool,
        _ survey: LockSurvey,
        _ cancellation: Cancellation,
        _ options: LockOptions
    ) throws -> RepositoryLock {
        try survey.check(exclusive: exclusive)
        let written = options.now()
        let id = try write(repository, exclusive: exclusive, time: written, options)
        do {
            // Whoever writes second sees the other. The wait is for storage that shows new objects late; for a
            // shared lock it passes in the background.
            if exclusive { try options.wait(options.timing.confirmAfter, cancellation) }
            try survey.check(exclusive: exclusive, except: id)
            return try RepositoryLock(
                repository,
                id: id,
                exclusive: exclusive,
                written: written,
                cancellation: cancellation,
                options: options
            )
        } catch {
            remove(id, repository, options)
            throw error
        }
    }

    /// Writes a lock file and returns its name.
    static func write(
        _ repository: Repository,
        exclusive: Bool,
        time: Timestamp,
        _ options: LockOptions
    ) throws -> ObjectID {
        let json = ByteBuffer()
        LockFile(time: time, isExclusive: exclusive, holder: options.holder).encode(into: json)
        return try repository.saveUnpacked(.lock, json.bytes, try repository.makeCodec())
    }
}
