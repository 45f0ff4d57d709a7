import DRCore
import DRRepository
import DRWorkloads

/// What else is kept of a backup, as the JSON object in `RunRecord.details`.
enum RunDetails {
    /// Counts of files and directories, and of what was read back.
    static func text(_ report: BackupReport, _ sample: WrittenSample) -> String {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        let summary = report.summary
        let counts: [(String, UInt64)] = [
            ("files_new", summary.filesNew), ("files_changed", summary.filesChanged),
            ("files_unmodified", summary.filesUnmodified), ("silent_changes", UInt64(report.silentChanges.count)),
            ("packs_written", UInt64(sample.written)), ("packs_checked", UInt64(sample.packs)),
            ("bytes_checked", sample.bytes), ("problems_found", UInt64(sample.damages.count)),
        ]
        for (name, count) in counts {
            json.key(name)
            json.number(count)
        }
        json.endObject()
        return String(decoding: buffer.array, as: UTF8.self)
    }
}
