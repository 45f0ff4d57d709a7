import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Stores files of the write-ahead log in a repository under a shared lock; used by one thread.
///
/// The lock is kept between calls until `release`, so that one batch follows the other without writing locks.
package final class WALArchiver {
    private let session: WALSession
    private var lock: RepositoryLock?

    /// Prepares; nothing is opened yet.
    package init(_ site: WALSite) {
        session = WALSession(site)
    }

    deinit { release() }

    private var site: WALSite { session.site }

    /// Whether the repository is locked by this archiver.
    package var isLocked: Bool { lock != nil }

    /// Stores files; when this returns the repository holds all of them.
    ///
    /// - Parameter cluster: the cluster, as `WALIdentity` found it.
    /// - Returns: how many were new.
    /// - Throws: `DRError` (integrity) for a file of another cluster or another content under a known name;
    ///   (refusedByGuardrail) when the log of the plan is that of another cluster; what storage and lock throw.
    @discardableResult
    package func store(_ sources: [WALSource], of cluster: UInt64) throws -> Int {
        try working(cluster) { log, confirm in
            try requireOwn(log)
            return try log.store(
                sources,
                hostname: site.host,
                programVersion: ProgramVersion.text,
                beforeCommit: confirm
            )
        }
    }

    /// Begins to store files: they are read and compressed.
    ///
    /// `commit` of the batch makes them durable, with what confirms the lock; `adopt` takes note of that.
    /// Meanwhile the next batch may be begun. After an error here or in a commit, `reset` must be called when no batch is on its
    /// way any more, and before anything else.
    ///
    /// - Parameter inHaste: the server is behind, so only samples are read back before they leave (decision 0012).
    /// - Returns: nil when all are archived already.
    package func prepare(_ sources: [WALSource], of cluster: UInt64, inHaste: Bool) throws -> (
        batch: WALPendingBatch, confirm: @Sendable () throws -> Void
    )? {
        let log = try begin(cluster)
        try requireOwn(log)
        let batch = try log.prepare(
            sources,
            inHaste: inHaste,
            hostname: site.host,
            programVersion: ProgramVersion.text
        )
        guard let batch else { return nil }
        let lock = lock
        return (batch, { try lock?.confirm() })
    }

    /// Takes note of a batch that has become durable.
    package func adopt(_ batch: WALBatch, of cluster: UInt64) {
        do {
            try session.known(cluster)?.adopt(batch)
        } catch {
            // What replaced an unfinished end is stored; the end itself goes with a later batch.
            session.forget()
        }
    }

    /// Trusts nothing any more that was read, and gives the lock back.
    ///
    /// - Returns: the reason: a lock that was lost explains what failed then.
    package func reset(after error: any Error) -> DRError {
        let reason = lock?.failure
        session.forget()
        release()
        return reason ?? DRError(anyStorageError: error)
    }

    /// Stores the unfinished end of the log in place of the one before.
    ///
    /// - Parameter end: how far it reaches.
    package func storeTail(_ source: WALSource, end: LogSequenceNumber, of cluster: UInt64) throws {
        try working(cluster) { log, confirm in
            try requireOwn(log)
            try log.storeTail(
                source,
                end: end,
                hostname: site.host,
                programVersion: ProgramVersion.text,
                beforeCommit: confirm
            )
        }
    }

    /// Makes the plan take the log of a cluster although it had that of another.
    package func adopt(_ cluster: UInt64) throws {
        try working(cluster) { log, confirm in
            try confirm()
            try log.adopt(hostname: site.host, programVersion: ProgramVersion.text)
        }
    }

    /// Puts small snapshots of the log together; returns how many were replaced.
    package func consolidate(_ cluster: UInt64, before time: Timestamp, minimum: Int) throws -> Int {
        try working(cluster) { log, confirm in
            try confirm()
            return try log.consolidate(
                before: time,
                minimum: minimum,
                hostname: site.host,
                programVersion: ProgramVersion.text
            )
        }
    }

    /// Runs work on the log as it is now, under the lock; nothing that was read is trusted after a failure.
    func working<Result>(_ cluster: UInt64, _ body: (WALArchive, () throws -> Void) throws -> Result) throws -> Result {
        do {
            let log = try begin(cluster)
            return try body(log) { try lock?.confirm() }
        } catch {
            throw reset(after: error)
        }
    }

    /// The log as it is now, under the lock.
    private func begin(_ cluster: UInt64) throws -> WALArchive {
        if lock == nil {
            session.doubt()
            let repository = try session.opened()
            try repository.config.validateForWriting()
            lock = try acquire(repository)
        }
        return try session.current(cluster)
    }

    /// Takes a shared lock.
    ///
    /// One that is lost later ends the batch, not the program: the next batch takes another.
    private func acquire(_ repository: Repository) throws -> RepositoryLock {
        let end = Uptime.now + site.lockOptions.retryFor
        var options = site.lockOptions
        options.retryFor = min(options.retryFor, Self.lockLook)
        while true {
            try site.cancellation.check()
            do {
                return try RepositoryLock.acquire(repository, exclusive: false, options: options)
            } catch let error as DRError where error.code == .locked {
                guard Uptime.now < end else { throw error }
            }
        }
    }

    /// Seconds after which somebody who waits for a lock looks whether he is to stop.
    private static let lockLook = 5.0

    /// Gives the lock back, and memory.
    package func release() {
        session.rest()
        lock?.release()
        lock = nil
    }

    /// A plan keeps the log of one cluster, unless somebody said that another follows.
    private func requireOwn(_ log: WALArchive) throws {
        guard !log.isKnown, let other = log.rivals.min(), let plan = site.plan else { return }
        throw DRError(
            .refusedByGuardrail,
            "the plan keeps the log of the cluster \(other), and this is the cluster \(log.systemIdentifier)",
            object: plan,
            hint: "check archive_command; if the cluster was made anew, dr wal adopt "
                + "--cluster \(log.systemIdentifier) takes it over, and a new base backup is needed"
        )
    }
}
