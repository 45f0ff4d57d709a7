import DRCore
import DRRepository
import DRStorage
import Synchronization

extension BackupRun {
    /// Runs the threads of the backup until `root` is stored or something failed; `body` hands out the work meanwhile.
    func work(_ root: DirectoryState, owners: OwnerNames, _ body: () throws -> Void) {
        var threads: [WorkerThread] = []
        do {
            for _ in 0..<max(options.workers, 1) {
                let thread = try WorkerThread { [pool, options] in
                    pool.work(BackupWorker(owners: owners, keepsAccessTimes: options.keepsAccessTimes))
                }
                threads.append(thread)
            }
            try body()
        } catch {
            pool.fail(error)
        }
        for thread in threads { thread.join() }
        pool.discardJobs()
        root.abandon()
    }

    /// Ends the writing, stores the snapshot and reports.
    ///
    /// Dying before the last step leaves no snapshot, and packs whose index the next backup finds.
    ///
    /// - Parameters:
    ///   - paths: what the snapshot says was backed up.
    ///   - beforeCommit: called when all content is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: the first error of any job; what was stored until then is indexed.
    func conclude(paths: [String], start: Timestamp, beforeCommit: () throws -> Void) throws -> BackupReport {
        let outcome = Result { try pool.check() }
        let stored = Result { try self.writer?.finish() }
        try outcome.get()
        try stored.get()
        let (destination, writer, _) = try opened()
        guard let tree = rootTree else { throw DRError(.failed, "the backup ended without a root tree") }
        let summary = progress.summary(writer.statistics, since: start)
        var snapshot = options.snapshot(of: tree, paths: paths, after: destination.parent, start)
        snapshot.summary = summary
        if options.commits {
            try beforeCommit()
            try pool.check()
            snapshot = try destination.repository.save(snapshot, destination.repository.makeCodec(destination.options))
        }
        return BackupReport(
            kind: options.kind(after: destination.parent),
            snapshot: snapshot,
            summary: summary,
            problems: findings.problems,
            problemCount: findings.problemCount,
            missingCount: findings.missingCount,
            silentChanges: findings.silentChanges,
            bytesRead: progress.bytesRead.load(ordering: .relaxed),
            packs: writer.statistics.packs,
            newPacks: writer.packs
        )
    }
}
