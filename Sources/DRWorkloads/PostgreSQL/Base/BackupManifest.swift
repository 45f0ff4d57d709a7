import DRCore
import DRRepository

/// What the manifest of `pg_basebackup` says of the log that the backup needs.
///
/// Source: PostgreSQL, "Backup Manifest Format".
enum BackupManifest {
    /// The timeline, and the position after the last byte of the log that is needed.
    ///
    /// - Throws: `DRError` with code `integrity` when the manifest does not say it.
    static func end(_ bytes: [UInt8]) throws -> (timeline: UInt32, end: LogSequenceNumber) {
        try bytes.withUnsafeBytes { text in
            var ranges: [(timeline: UInt32, end: LogSequenceNumber)] = []
            var reader = JSONReader(text)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard key.string == "WAL-Ranges" else {
                    try reader.skipValue()
                    continue
                }
                try reader.beginArray()
                while try reader.nextElement() { ranges.append(try range(&reader)) }
            }
            guard let last = ranges.max(by: { $0.timeline < $1.timeline }), ranges.count == 1 else {
                throw DRError(
                    .integrity,
                    "the manifest names no range of the log, or the timeline changed during the backup",
                    object: "backup_manifest"
                )
            }
            return last
        }
    }

    private static func range(_ reader: inout JSONReader) throws -> (timeline: UInt32, end: LogSequenceNumber) {
        var timeline: UInt32 = 0
        var end: LogSequenceNumber?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.string {
            case "Timeline": timeline = try reader.integer()
            case "End-LSN": end = LogSequenceNumber(try reader.string().string)
            default: try reader.skipValue()
            }
        }
        guard timeline > 0, let end else { throw reader.failure("a range of the log that is not whole") }
        return (timeline, end)
    }
}
