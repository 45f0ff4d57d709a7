import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

extension RunRecord {
    /// Takes over what a backup did; one without a parent, or of a stream, was a full one, whatever was asked for.
    mutating func take(_ report: BackupReport) {
        kind = report.kind == .full ? .full : .incremental
        snapshot = report.snapshot.id?.hex
        parent = report.snapshot.parent?.hex
        files = Int64(clamping: report.summary.totalFilesProcessed)
        problems = Int64(clamping: report.problemCount)
        bytesProcessed = Int64(clamping: report.summary.totalBytesProcessed)
        bytesRead = Int64(clamping: report.bytesRead)
        bytesAdded = Int64(clamping: report.summary.dataAdded)
        bytesStored = Int64(clamping: report.summary.dataAddedPacked)
        guard report.isIncomplete else { return }
        outcome = .incomplete
        exitCode = DRError.Code.sourcesUnreadable.rawValue
        let first = report.problems.first { $0.isMissing }
        message = "\(report.missingCount) sources could not be read; the rest was backed up"
        if let first { message = "\(message ?? ""); the first: \(first.reason)" }
        object = first?.path
        hint = "check the paths and their permissions"
    }
}
