import DRCore

extension SnapshotSummary {
    /// Reads the `summary` member of a snapshot; every member of it may be missing, and others are ignored.
    init(from reader: inout JSONReader) throws {
        self.init()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.skipNull() { continue }
            switch key {
            case "backup_start": backupStart = try reader.timestamp()
            case "backup_end": backupEnd = try reader.timestamp()
            case "files_new": filesNew = try reader.uint64()
            case "files_changed": filesChanged = try reader.uint64()
            case "files_unmodified": filesUnmodified = try reader.uint64()
            case "dirs_new": directoriesNew = try reader.uint64()
            case "dirs_changed": directoriesChanged = try reader.uint64()
            case "dirs_unmodified": directoriesUnmodified = try reader.uint64()
            case "data_blobs": dataBlobs = try reader.uint64()
            case "tree_blobs": treeBlobs = try reader.uint64()
            case "data_added": dataAdded = try reader.uint64()
            case "data_added_packed": dataAddedPacked = try reader.uint64()
            case "total_files_processed": totalFilesProcessed = try reader.uint64()
            case "total_bytes_processed": totalBytesProcessed = try reader.uint64()
            default: try reader.skipValue()
            }
        }
    }

    /// Writes the `summary` member of a snapshot.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("backup_start")
        writer.time(backupStart)
        writer.key("backup_end")
        writer.time(backupEnd)
        let counts: [(StaticString, UInt64)] = [
            ("files_new", filesNew), ("files_changed", filesChanged), ("files_unmodified", filesUnmodified),
            ("dirs_new", directoriesNew), ("dirs_changed", directoriesChanged),
            ("dirs_unmodified", directoriesUnmodified), ("data_blobs", dataBlobs), ("tree_blobs", treeBlobs),
            ("data_added", dataAdded), ("data_added_packed", dataAddedPacked),
            ("total_files_processed", totalFilesProcessed), ("total_bytes_processed", totalBytesProcessed),
        ]
        for (key, count) in counts {
            writer.key(key)
            writer.number(count)
        }
        writer.endObject()
    }
}
