import DRCore
import DRStorage

/// Looks at the locks that others hold.
///
/// Remembers what it read, as locks never change. Belongs to one thread.
final class LockSurvey {
    private let repository: Repository
    private let options: LockOptions
    private let codec: BlobCodec
    private var known: [ObjectID: LockFile] = [:]

    /// Tries before a lock file counts as unreadable.
    private static let attempts = 4

    init(_ repository: Repository, _ options: LockOptions) throws {
        self.repository = repository
        self.options = options
        codec = try repository.makeCodec()
    }

    /// All locks but `own`; files of zero bytes are left over from interrupted writes of other programs and ignored.
    ///
    /// - Throws: `DRError` (locked) when one stays unreadable: it may be exclusive.
    func locks(except own: ObjectID? = nil) throws -> [(id: ObjectID, lock: LockFile)] {
        var found: [(id: ObjectID, lock: LockFile)] = []
        for (id, size) in try repository.backend.list(.lock) where id != own && size > 0 {
            if let lock = try known[id] ?? read(id) {
                known[id] = lock
                found.append((id, lock))
            }
        }
        return found
    }

    /// Throws when a lock of somebody else stands against one of ours; removes those of programs that died here.
    func check(exclusive: Bool, except own: ObjectID? = nil) throws {
        for (id, lock) in try locks(except: own) {
            let standing = standing(of: lock)
            if standing == .dead {
                try repository.backend.delete(ObjectName(.lock, id))
                options.onEvent(.removedDead(lock))
            } else if exclusive || lock.isExclusive {
                throw conflict(lock, standing)
            }
        }
    }

    func standing(of lock: LockFile) -> LockStanding {
        lock.standing(
            seenBy: options.holder,
            now: options.now(),
            staleAfter: options.timing.staleAfter,
            processes: options.processes
        )
    }

    /// The lock, or nil when it went meanwhile.
    func read(_ id: ObjectID) throws -> LockFile? {
        var attempt = 1
        var wait = options.timing.unreadableWait
        while true {
            do {
                let json = try repository.loadUnpacked(.lock, id, codec)
                return try LockFile(json: json.bytes)
            } catch let failure as StorageFailure where failure.reason == .notFound {
                return nil
            } catch let failure as StorageFailure where failure.reason == .permanent {
                // Nobody may read it, so waiting is of no use.
                throw unreadable(id, failure.error, .failed)
            } catch let error as DRError {
                guard attempt < Self.attempts else { throw unreadable(id, error) }
            }
            options.sleep(wait)
            wait *= 2
            attempt += 1
        }
    }

    private func conflict(_ lock: LockFile, _ standing: LockStanding) -> DRError {
        DRError(
            .locked,
            "the repository is locked\(lock.isExclusive ? " exclusively" : "") by \(lock.describe(at: options.now()))",
            object: repository.backend.location,
            hint: standing == .stale
                ? "its holder seems to be gone: remove the lock with 'dr unlock'"
                : "wait until it is done; only if that program certainly does not run any more: 'dr unlock --remove-all'"
        )
    }

    private func unreadable(_ id: ObjectID, _ error: DRError, _ code: DRError.Code = .locked) -> DRError {
        DRError(
            code,
            "a lock cannot be read, so nobody knows what it protects: \(error.message)",
            object: error.object ?? ObjectName(.lock, id).description,
            hint: error.hint ?? "when nothing else works on the repository, remove it with 'dr unlock --remove-all'"
        )
    }
}
