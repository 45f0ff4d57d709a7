import DRCore
import DRRepository
import DRStorage
import DRWorkloads
import Synchronization

/// Shows what a backup did.
struct BackupSummary {
    private let report: BackupReport
    private let isDryRun: Bool

    init(_ report: BackupReport, isDryRun: Bool) {
        self.report = report
        self.isDryRun = isDryRun
    }

    private var kind: String { report.kind.rawValue }

    /// How far a running backup has come.
    static func sample(_ progress: BackupProgress) -> ProgressSample {
        let bytes = progress.bytesDone.load(ordering: .relaxed)
        let files = progress.filesDone
        let expectedBytes = progress.expectedBytes.load(ordering: .relaxed)
        let expectedFiles = progress.expectedFiles.load(ordering: .relaxed)
        return ProgressSample(
            bytes: bytes,
            totalBytes: expectedBytes > 0 ? max(expectedBytes, bytes) : nil,
            items: files,
            totalItems: expectedFiles > 0 ? max(expectedFiles, files) : nil,
            errors: progress.problems.load(ordering: .relaxed)
        )
    }

    /// Writes the report, and sets the exit code when something is missing from the snapshot.
    func show(_ context: CommandContext) throws {
        try showFindings(context)
        try context.summary(text) { write(to: &$0) }
        guard report.isIncomplete else { return }
        context.outcome = .sourcesUnreadable
        context.messages.warning(
            "\(ProgressText.count(report.problemCount, "problem")) with the sources, named above; the rest was backed up",
            next: "check the paths and their permissions, and back up again"
        )
    }

    /// Tells of files that changed in silence, and under `--json` of what could not be read.
    func showFindings(_ context: CommandContext) throws {
        for path in report.silentChanges {
            context.messages.warning(
                "the content changed though size and times did not",
                object: path,
                next: "compare it with an older snapshot, and look whether the disk is failing"
            )
        }
        if context.isJSON { try writeFindings(context.output) }
    }

    private func writeFindings(_ output: StandardOutput) throws {
        for problem in report.problems {
            try output.object("error") { json in
                json.key("code")
                json.number(Int(DRError.Code.sourcesUnreadable.rawValue))
                json.key("message")
                json.string(problem.reason)
                json.key("object")
                json.string(problem.path)
                json.key("missing")
                json.bool(problem.isMissing)
            }
        }
        for path in report.silentChanges {
            try output.object("silent_change") { json in
                json.key("path")
                json.string(path)
            }
        }
    }

    /// The counts, a line each, and the snapshot.
    var text: String {
        let summary = report.summary
        let seconds = summary.backupEnd.seconds(since: summary.backupStart)
        let title =
            report.snapshot.id.map { "snapshot \($0.short) \(SnapshotName.text(of: report.snapshot.time)), \(kind)" }
            ?? "nothing was stored"
        return """
            files        \(counts(summary.filesNew, summary.filesChanged, summary.filesUnmodified))
            directories  \(counts(summary.directoriesNew, summary.directoriesChanged, summary.directoriesUnmodified))
            read         \(ByteCount.format(report.bytesRead)) of \(ByteCount.format(summary.totalBytesProcessed))
            added        \(ByteCount.format(summary.dataAdded)), \(ByteCount.format(summary.dataAddedPacked)) as stored
            time         \(ProgressText.duration(seconds))
            \(title)
            """
    }

    private func counts(_ new: UInt64, _ changed: UInt64, _ same: UInt64) -> String {
        "\(ProgressText.count(new)) new, \(ProgressText.count(changed)) changed, "
            + "\(ProgressText.count(same)) unmodified"
    }

    /// Writes the members of the report.
    func write(to json: inout JSONWriter) {
        let summary = report.summary
        json.key("dry_run")
        json.bool(isDryRun)
        json.key("kind")
        json.string(kind)
        if let id = report.snapshot.id {
            json.key("snapshot_id")
            json.id(id)
            json.key("snapshot_name")
            json.string(SnapshotName.text(of: report.snapshot.time))
        }
        let counts: [(String, UInt64)] = [
            ("files_new", summary.filesNew), ("files_changed", summary.filesChanged),
            ("files_unmodified", summary.filesUnmodified), ("dirs_new", summary.directoriesNew),
            ("dirs_changed", summary.directoriesChanged), ("dirs_unmodified", summary.directoriesUnmodified),
            ("data_blobs", summary.dataBlobs), ("tree_blobs", summary.treeBlobs), ("data_added", summary.dataAdded),
            ("data_added_packed", summary.dataAddedPacked), ("total_files_processed", summary.totalFilesProcessed),
            ("total_bytes_processed", summary.totalBytesProcessed), ("bytes_read", report.bytesRead),
            ("problems", report.problemCount), ("silent_changes", UInt64(report.silentChanges.count)),
        ]
        for (name, count) in counts {
            json.key(name)
            json.number(count)
        }
        json.key("backup_start")
        json.time(summary.backupStart)
        json.key("backup_end")
        json.time(summary.backupEnd)
    }
}
