import DRCore
import DRRepository
import DRStorage
import Synchronization

extension BackupRun {
    /// Ends the writing, stores the snapshot and reports.
    ///
    /// Dying before the last step leaves no snapshot, and packs whose index the next backup finds.
    ///
    /// - Throws: the first error of any job; what was stored until then is indexed.
    func conclude(
        paths: [String],
        _ start: Timestamp,
        _ cancellation: Cancellation,
        _ beforeCommit: () throws -> Void
    ) throws -> BackupReport {
        let outcome = Result { try pool.rethrow() }
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
            try cancellation.check()
            snapshot = try destination.repository.save(snapshot, destination.repository.makeCodec(destination.options))
        }
        return BackupReport(
            snapshot: snapshot,
            summary: summary,
            problems: findings.problems,
            problemCount: findings.problemCount,
            silentChanges: findings.silentChanges,
            bytesRead: progress.bytesRead.load(ordering: .relaxed),
            packs: writer.statistics.packs
        )
    }
}
