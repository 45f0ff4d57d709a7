import CLinux
import DRCore
import DRRepository

/// Fills tree nodes from what the kernel says of directory entries; for one thread.
package final class NodeCapture {
    private let owners: OwnerNames
    private let keepsAccessTimes: Bool
    private let attributes = AttributeReader()
    private let target = UnsafeMutableRawPointer.allocate(byteCount: Int(PATH_MAX), alignment: 8)
    // The owner of the last entry: most entries of a tree have the same.
    private var uid: UInt32?
    private var gid: UInt32?
    private var user = ""
    private var group = ""

    /// Makes a capture.
    ///
    /// - Parameter keepsAccessTimes: false stores mtime as atime, so that reading a file does not change its node.
    package init(owners: OwnerNames, keepsAccessTimes: Bool = false) {
        self.owners = owners
        self.keepsAccessTimes = keepsAccessTimes
    }

    deinit { target.deallocate() }

    /// The node of one directory entry, without content and subtree.
    ///
    /// - Parameters:
    ///   - name: the entry in `directory`.
    ///   - status: what `fstatat` with `AT_SYMLINK_NOFOLLOW` said of it.
    ///   - directory: the open directory.
    ///   - path: the path of the entry from the working directory; nil where it is longer than `PATH_MAX`, which is
    ///     slower by 3 µs.
    ///   - unchanged: a node of the same inode with the same ctime, whose extended attributes still hold as any change
    ///     of them moves the ctime; nil reads them.
    /// - Throws: `DRError` naming the path, when the entry vanished or must not be read.
    package func node(
        _ name: UnsafePointer<CChar>,
        _ status: stat,
        in directory: Int32,
        path: UnsafePointer<CChar>?,
        unchanged: Node? = nil
    ) throws -> Node {
        var node = node([UInt8](UnsafeRawBufferPointer(start: name, count: strlen(name))), status)
        switch node.kind {
        case .file:
            node.size = UInt64(max(status.st_size, 0))
            node.links = UInt64(status.st_nlink)
        case .symlink:
            node.linkTarget = try linkTarget(name, directory, path)
            node.links = UInt64(status.st_nlink)
        case .blockDevice, .characterDevice:
            node.device = UInt64(status.st_rdev)
            node.links = UInt64(status.st_nlink)
        case .directory, .fifo, .socket, .irregular: break
        }
        if let unchanged {
            node.extendedAttributes = unchanged.extendedAttributes
        } else if let path {
            node.extendedAttributes = try attributes.attributes(of: path)
        } else {
            let entry =
                "/proc/self/fd/\(directory)/".utf8CString.dropLast()
                + UnsafeBufferPointer(start: name, count: strlen(name) + 1)
            node.extendedAttributes = try entry.withUnsafeBufferPointer { entry in
                try entry.baseAddress.map { try attributes.attributes(of: $0) } ?? []
            }
        }
        return node
    }

    /// The node of an open regular file, without content.
    ///
    /// - Throws: `DRError` when its extended attributes cannot be read.
    package func node(named name: [UInt8], _ status: stat, file: Int32) throws -> Node {
        var node = node(name, status)
        node.size = UInt64(max(status.st_size, 0))
        node.links = UInt64(status.st_nlink)
        node.extendedAttributes = try name.withPathPointer { try attributes.attributes(of: file, path: $0) }
        return node
    }

    private func node(_ name: [UInt8], _ status: stat) -> Node {
        var node = Node()
        node.name = name
        node.kind = FileMode.kind(of: status.st_mode)
        node.mode = FileMode.treeMode(of: status.st_mode)
        node.mtime = Timestamp(status.st_mtim)
        node.ctime = Timestamp(status.st_ctim)
        node.atime = keepsAccessTimes ? Timestamp(status.st_atim) : node.mtime
        node.inode = UInt64(status.st_ino)
        node.deviceID = UInt64(status.st_dev)
        fillOwner(&node, status)
        return node
    }

    private func fillOwner(_ node: inout Node, _ status: stat) {
        if status.st_uid != uid {
            uid = status.st_uid
            user = owners.user(status.st_uid)
        }
        if status.st_gid != gid {
            gid = status.st_gid
            group = owners.group(status.st_gid)
        }
        node.uid = status.st_uid
        node.gid = status.st_gid
        node.user = user
        node.group = group
    }

    private func linkTarget(
        _ name: UnsafePointer<CChar>,
        _ directory: Int32,
        _ path: UnsafePointer<CChar>?
    ) throws -> [UInt8] {
        let count = readlinkat(directory, name, target, Int(PATH_MAX))
        guard count >= 0 else {
            throw DRError.system("read the symbolic link", String(cString: path ?? name), errno: clinux_errno())
        }
        return [UInt8](UnsafeRawBufferPointer(start: target, count: count))
    }
}
