import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Backs up file trees into one snapshot.
///
/// Listing the directories begins at once and runs beside `opening`, because turning a password into a key takes as
/// long as listing a hundred thousand files. A crash at any point leaves no snapshot, and packs that the next backup
/// finds if their index was written.
package final class FileTreeBackup: Sendable {
    private let options: BackupOptions
    /// Running counts.
    package let progress: BackupProgress
    private let cancellation: Cancellation
    private let onProblem: @Sendable (SourceProblem) -> Void

    /// Prepares a backup.
    ///
    /// - Parameter onProblem: called from any thread for each path that cannot be taken in as it should.
    package init(
        _ options: BackupOptions,
        progress: BackupProgress = BackupProgress(),
        cancellation: Cancellation,
        onProblem: @escaping @Sendable (SourceProblem) -> Void = { _ in }
    ) {
        self.options = options
        self.progress = progress
        self.cancellation = cancellation
        self.onProblem = onProblem
    }

    /// Runs the backup.
    ///
    /// - Parameters:
    ///   - opening: opens the repository, reads its index and chooses the parent; runs beside the listing.
    ///   - beforeCommit: called when all content is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: `DRError` when nothing could be read, or the repository cannot be written; what was stored until
    ///   then is indexed, so that the next backup need not store it again.
    package func run(
        opening: () throws -> BackupDestination,
        beforeCommit: () throws -> Void = {}
    ) throws -> BackupReport {
        let start = Timestamp.now
        let findings = BackupFindings(progress: progress, onProblem: onProblem)
        let pool = BackupPool(cancellation: cancellation)
        let run = BackupRun(options: options, pool: pool, progress: progress, findings: findings)
        let owners = OwnerNames()
        let targets = try BackupTargets(
            options.targets,
            run,
            NodeCapture(owners: owners, keepsAccessTimes: options.keepsAccessTimes)
        )
        run.work(targets.root, owners: owners) {
            targets.submit(run)
            let destination = try opening()
            try destination.repository.config.validateForWriting()
            progress.expect(destination.parent)
            try run.open(destination)
            targets.root.previousTree = destination.parent?.tree
            // Before the pool opens, which without this job might find that all is done.
            run.arrived(targets.root)
            pool.open()
        }
        return try run.conclude(paths: targets.paths, start: start, beforeCommit: beforeCommit)
    }
}
