import CLinux
import DRCore

/// What identifies a file that was stored, so that it need not be read again when the server hands it over.
struct StoredFile: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let modified: Timestamp
    private let changed: Timestamp

    /// Looks at a file; nil when it is not there.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Timestamp(status.st_mtim)
        changed = Timestamp(status.st_ctim)
    }
}
