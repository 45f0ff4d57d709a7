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
        let threads = try (0..<max(options.workers, 1)).map { _ in
            try WorkerThread { [owners, options] in
                pool.work(BackupWorker(owners: owners, keepsAccessTimes: options.keepsAccessTimes))
            }
        }
        do {
            targets.submit(run)
            let destination = try opening()
            try destination.repository.config.validateForWriting()
            expect(destination.parent)
            try run.open(destination)
            targets.root.previousTree = destination.parent?.tree
            // First the work, then the opening: an open pool without work ends.
            run.arrived(targets.root)
            pool.open()
        } catch {
            pool.fail(error)
        }
        for thread in threads { thread.join() }
        return try conclude(run, targets, start, beforeCommit)
    }

    private func expect(_ parent: Snapshot?) {
        guard let summary = parent?.summary else { return }
        progress.expectedFiles.store(summary.totalFilesProcessed, ordering: .relaxed)
        progress.expectedBytes.store(summary.totalBytesProcessed, ordering: .relaxed)
    }

    private func conclude(
        _ run: BackupRun,
        _ targets: BackupTargets,
        _ start: Timestamp,
        _ beforeCommit: () throws -> Void
    ) throws -> BackupReport {
        let outcome = Result { try run.pool.rethrow() }
        let stored = Result { try run.writer?.finish() }
        try outcome.get()
        try stored.get()
        let (destination, writer, _) = try run.opened()
        guard let tree = run.rootTree else { throw DRError(.failed, "the backup ended without a root tree") }
        let summary = summarise(writer.statistics, start)
        var snapshot = describe(tree, targets, destination, start)
        snapshot.summary = summary
        if options.commits {
            try beforeCommit()
            try cancellation.check()
            snapshot = try destination.repository.save(snapshot, destination.repository.makeCodec(destination.options))
        }
        return BackupReport(
            snapshot: snapshot,
            summary: summary,
            problems: run.findings.problems,
            problemCount: run.findings.problemCount,
            silentChanges: run.findings.silentChanges,
            bytesRead: progress.bytesRead.load(ordering: .relaxed),
            packs: writer.statistics.packs
        )
    }

    private func describe(
        _ tree: ObjectID,
        _ targets: BackupTargets,
        _ destination: BackupDestination,
        _ start: Timestamp
    ) -> Snapshot {
        var snapshot = Snapshot(tree: tree)
        snapshot.time = options.time ?? start
        snapshot.parent = destination.parent?.id
        snapshot.paths = targets.paths
        snapshot.hostname = options.hostname.isEmpty ? HostIdentity.current.hostname : options.hostname
        snapshot.username = HostIdentity.current.username
        snapshot.uid = HostIdentity.current.uid
        snapshot.gid = HostIdentity.current.gid
        snapshot.excludes = options.excludes
        snapshot.tags = options.tags
        snapshot.programVersion = options.programVersion
        return snapshot
    }

    private func summarise(_ written: WriteStatistics, _ start: Timestamp) -> SnapshotSummary {
        var summary = SnapshotSummary()
        summary.backupStart = start
        summary.backupEnd = .now
        summary.filesNew = progress.filesNew.load(ordering: .relaxed)
        summary.filesChanged = progress.filesChanged.load(ordering: .relaxed)
        summary.filesUnmodified = progress.filesUnmodified.load(ordering: .relaxed)
        summary.directoriesNew = progress.directoriesNew.load(ordering: .relaxed)
        summary.directoriesChanged = progress.directoriesChanged.load(ordering: .relaxed)
        summary.directoriesUnmodified = progress.directoriesUnmodified.load(ordering: .relaxed)
        summary.dataBlobs = written.dataBlobs
        summary.treeBlobs = written.treeBlobs
        summary.dataAdded = written.contentBytes
        summary.dataAddedPacked = written.storedBytes
        summary.totalFilesProcessed = progress.filesDone
        summary.totalBytesProcessed = progress.bytesDone.load(ordering: .relaxed)
        return summary
    }
}
