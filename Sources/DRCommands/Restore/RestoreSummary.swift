import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// Shows what a restore did.
struct RestoreSummary {
    private let report: RestoreReport
    private let snapshot: Snapshot
    private let isDryRun: Bool

    init(_ report: RestoreReport, _ snapshot: Snapshot, isDryRun: Bool) {
        self.report = report
        self.snapshot = snapshot
        self.isDryRun = isDryRun
    }

    /// How far a running restore has come.
    static func sample(_ progress: RestoreProgress) -> ProgressSample {
        let isVerifying = progress.phase == .verifying
        let bytes = isVerifying ? progress.verifiedBytes : progress.bytes
        let files = isVerifying ? progress.verifiedFiles : progress.files
        return ProgressSample(
            phase: progress.phase == .writing ? "" : progress.phase.name,
            bytes: UInt64(bytes),
            totalBytes: progress.totalBytes > 0 ? UInt64(max(progress.totalBytes, bytes)) : nil,
            items: UInt64(files),
            totalItems: progress.totalFiles > 0 ? UInt64(max(progress.totalFiles, files)) : nil
        )
    }

    /// Writes the report.
    ///
    /// - Throws: the error that the whole run comes to.
    func show(_ context: CommandContext) throws {
        for problem in report.problems {
            context.messages.warning(problem.message, object: problem.path)
            guard context.isJSON else { continue }
            try context.output.object("problem") { json in
                json.key("kind")
                json.string(problem.kind.rawValue)
                json.key("path")
                json.string(problem.path)
                json.key("message")
                json.string(problem.message)
            }
        }
        warn(context.messages)
        try context.summary(text) { write(to: &$0) }
        if let failure = report.failure { throw failure }
    }

    private func warn(_ messages: Messages) {
        if report.ownershipFailures > 0 {
            messages.warning(
                "the owner of \(ProgressText.count(UInt64(report.ownershipFailures), "entry", "entries")) was not set",
                next: "restore as root to have owners and their set-user bits back"
            )
        }
        if report.attributeFailures > 0 {
            messages.warning(
                "\(ProgressText.count(UInt64(report.attributeFailures), "entry", "entries")) lack an extended attribute",
                object: report.firstAttributeFailure
            )
        }
    }

    private var text: String {
        let written = isDryRun ? "to write" : "written"
        var lines = [
            "files        \(count(report.files)), directories \(count(report.directories)), "
                + "links \(count(report.symlinks + report.hardlinks)), devices \(count(report.devicesAndFifos))",
            "content      \(size(report.totalBytes)): \(size(report.writtenBytes)) \(written), "
                + "\(size(report.reusedBytes)) was there",
        ]
        if report.keptEntries > 0 { lines.append("kept         \(count(report.keptEntries)) entries of the target") }
        if report.deletedEntries > 0 {
            lines.append("deleted      \(count(report.deletedEntries)) entries of the target")
        }
        if report.skippedKinds > 0 { lines.append("left out     \(count(report.skippedKinds)) sockets and the like") }
        if report.verifiedFiles > 0 {
            lines.append("verified     \(count(report.verifiedFiles)) files, \(size(report.verifiedBytes))")
        }
        let id = snapshot.id?.short ?? ""
        let verb =
            isDryRun
            ? "nothing was written; this was a rehearsal of" : report.failure == nil ? "restored" : "restored in part"
        return (lines + ["\(verb) snapshot \(id) \(SnapshotName.text(of: snapshot.time))"]).joined(separator: "\n")
    }

    private func count(_ number: Int) -> String { ProgressText.count(UInt64(max(number, 0))) }
    private func size(_ bytes: Int) -> String { ByteCount.format(UInt64(max(bytes, 0))) }

    private func write(to json: inout JSONWriter) {
        json.key("dry_run")
        json.bool(isDryRun)
        if let id = snapshot.id {
            json.key("snapshot_id")
            json.id(id)
        }
        let counts = [
            ("files", report.files), ("dirs", report.directories), ("symlinks", report.symlinks),
            ("hardlinks", report.hardlinks), ("devices", report.devicesAndFifos), ("left_out", report.skippedKinds),
            ("kept", report.keptEntries), ("deleted", report.deletedEntries), ("total_bytes", report.totalBytes),
            ("bytes_written", report.writtenBytes), ("bytes_reused", report.reusedBytes),
            ("files_verified", report.verifiedFiles), ("bytes_verified", report.verifiedBytes),
            ("owners_not_set", report.ownershipFailures), ("attributes_not_set", report.attributeFailures),
            ("problems", report.problems.count + report.omittedProblems),
        ]
        for (name, count) in counts {
            json.key(name)
            json.number(count)
        }
    }
}
