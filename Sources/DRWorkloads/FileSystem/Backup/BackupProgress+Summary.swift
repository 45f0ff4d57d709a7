import DRCore
import DRRepository
import Synchronization

extension BackupProgress {
    /// Notes what a backup like the one before would come to.
    func expect(_ parent: Snapshot?) {
        guard let summary = parent?.summary else { return }
        expectedFiles.store(summary.totalFilesProcessed, ordering: .relaxed)
        expectedBytes.store(summary.totalBytesProcessed, ordering: .relaxed)
    }

    /// What was counted, for the snapshot.
    func summary(_ written: WriteStatistics, since start: Timestamp) -> SnapshotSummary {
        var summary = SnapshotSummary()
        summary.backupStart = start
        summary.backupEnd = .now
        summary.filesNew = filesNew.load(ordering: .relaxed)
        summary.filesChanged = filesChanged.load(ordering: .relaxed)
        summary.filesUnmodified = filesUnmodified.load(ordering: .relaxed)
        summary.directoriesNew = directoriesNew.load(ordering: .relaxed)
        summary.directoriesChanged = directoriesChanged.load(ordering: .relaxed)
        summary.directoriesUnmodified = directoriesUnmodified.load(ordering: .relaxed)
        summary.dataBlobs = written.dataBlobs
        summary.treeBlobs = written.treeBlobs
        summary.dataAdded = written.contentBytes
        summary.dataAddedPacked = written.storedBytes
        summary.totalFilesProcessed = filesDone
        summary.totalBytesProcessed = bytesDone.load(ordering: .relaxed)
        return summary
    }
}
