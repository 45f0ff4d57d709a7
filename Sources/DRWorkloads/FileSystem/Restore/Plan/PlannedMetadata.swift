import DRCore
import DRRepository

/// The metadata of one entry as it will be set: 48 bytes, extended attributes in a table of their own.
struct PlannedMetadata {
    /// Permission bits of `chmod`.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    /// The number of the list of extended attributes in the plan; -1 for none.
    var attributes: Int32 = -1
    var mtime: Timestamp
    var atime: Timestamp

    init(_ node: Node) {
        mode = FileMode.permissions(of: node.mode)
        uid = node.uid
        gid = node.gid
        mtime = node.mtime
        atime = node.atime
    }
}
