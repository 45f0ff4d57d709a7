import DRCore

/// What the label of a base backup says: where recovery from it begins.
package struct BackupLabel: Hashable, Sendable {
    /// Where the log must be read from.
    package let start: LogSequenceNumber
    /// The segment that holds this position.
    package let startSegment: String
    /// The checkpoint of the backup.
    package let checkpoint: LogSequenceNumber
    /// The timeline that the backup began on.
    package let timeline: UInt32

    /// Reads the content of `backup_label`, as `pg_backup_stop` returns it.
    ///
    /// - Throws: `DRError` with code `integrity` when a line is missing.
    package init(_ text: String) throws {
        var values: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            values[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
        }
        let location = values["START WAL LOCATION"]?.split(separator: " ") ?? []
        guard location.count == 3, location[1] == "(file", location[2].hasSuffix(")"),
            let start = LogSequenceNumber(location[0]),
            let checkpoint = values["CHECKPOINT LOCATION"].flatMap({ LogSequenceNumber($0) }),
            let timeline = values["START TIMELINE"].flatMap({ UInt32($0) })
        else {
            throw DRError(.integrity, "the label of the base backup is damaged", object: "backup_label")
        }
        self.start = start
        startSegment = String(location[2].dropLast())
        self.checkpoint = checkpoint
        self.timeline = timeline
    }
}
