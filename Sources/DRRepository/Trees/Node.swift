import DRCore
import DRStorage

/// One entry of a directory as a tree blob keeps it (restic repository format, "Trees and Data").
package struct Node: Sendable, Equatable {
    /// The kinds of entry; the kind is what counts, not the type bits of the mode.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case file
        case directory
        case symlink
        case blockDevice
        case characterDevice
        case fifo
        case socket
        case irregular
    }

    /// The name, raw bytes without separator.
    package var name: [UInt8] = []
    package var kind: Kind = .file
    /// Permissions and type bits in the numbering of Go's `os.FileMode`.
    package var mode: UInt32 = 0
    package var mtime = Timestamp(seconds: 0)
    package var atime = Timestamp(seconds: 0)
    package var ctime = Timestamp(seconds: 0)
    package var uid: UInt32 = 0
    package var gid: UInt32 = 0
    package var user = ""
    package var group = ""
    package var inode: UInt64 = 0
    /// The file system (`st_dev`) that the entry lay on.
    package var deviceID: UInt64 = 0
    /// Bytes of content; files only.
    package var size: UInt64 = 0
    /// Names of the file in its file system.
    package var links: UInt64 = 0
    /// The target of a symbolic link, raw bytes.
    package var linkTarget: [UInt8] = []
    package var extendedAttributes: [ExtendedAttribute] = []
    /// The raw JSON of `generic_attributes`, kept untouched; empty when absent.
    package var genericAttributes: [UInt8] = []
    /// The device number (`st_rdev`) of a device node.
    package var device: UInt64 = 0
    /// The data blobs of a file in order; nil for everything else.
    package var content: [ObjectID]?
    /// The tree blob of a directory.
    package var subtree: ObjectID?
    /// What went wrong when the entry was read, as another program recorded it.
    package var error: String?

    /// Makes an empty node.
    package init() {}
}
