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
            if lock == nil {
                let repository = try session.opened()
                try repository.config.validateForWriting()
                lock = try acquire(repository)
            }
            let log = try session.current(cluster)
            return try body(log) { try lock?.confirm() }
        } catch {
            let reason = lock?.failure
            session.forget()
            release()
            throw reason ?? DRError(anyStorageError: error)
        }
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

    /// Gives the lock back.
    package func release() {
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
