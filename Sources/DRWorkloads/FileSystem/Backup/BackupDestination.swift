import DRCore
import DRRepository

/// Where a backup goes: an opened repository with its index, and what it is compared with.
package struct BackupDestination: Sendable {
    /// Opened, with its index read.
    package var repository: Repository
    /// The snapshot whose listings decide what is read again; nil reads everything.
    package var parent: Snapshot?
    /// How new blobs are written.
    package var options: WriteOptions

    /// Names a destination.
    package init(repository: Repository, parent: Snapshot?, options: WriteOptions = WriteOptions()) {
        self.repository = repository
        self.parent = parent
        self.options = options
    }
}
