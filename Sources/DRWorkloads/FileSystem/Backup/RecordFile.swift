import DRCore
import DRRepository

/// A file that a backup carries beside what it backs up, such as its own configuration; it lies in the snapshot at
/// `/.dr-records/PATH`, closed to all but root.
package struct RecordFile: Sendable, Equatable {
    /// The directory in the root of a snapshot that holds these files.
    package static let folder = ".dr-records"

    /// The path below that directory, such as `config/base.yml`.
    package var path: String
    /// The content.
    package var content: [UInt8]
    /// When it was changed last; the same file with the same time takes no space in a second snapshot.
    package var modified: Timestamp

    /// Takes a file.
    package init(path: String, content: [UInt8], modified: Timestamp) {
        self.path = path
        self.content = content
        self.modified = modified
    }

    /// The error of a backup whose sources have a directory of the same name.
    static var conflict: DRError {
        DRError(
            .failed,
            "a source has the name under which backups of plans keep their configuration",
            object: "/" + folder,
            hint: "rename it, or exclude it from the plan"
        )
    }
}

extension Snapshot {
    /// Whether it was made of a plan, so that `/.dr-records` in it is not a directory of the source.
    package var carriesRecords: Bool { tags.contains("dr") && tags.contains { $0.hasPrefix("plan:") } }
}
