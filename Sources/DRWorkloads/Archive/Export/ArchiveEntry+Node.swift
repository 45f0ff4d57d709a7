import CArchive
import CLinux
import DRCore
import DRRepository

extension ArchiveEntry {
    /// Describes a node of a tree.
    ///
    /// - Parameters:
    ///   - path: the name in the archive, raw bytes.
    ///   - size: bytes of content that will follow.
    ///   - inode: a number for the file; entries of one hard-linked file have the same.
    /// - Throws: `DRError` when there is no memory.
    func set(_ node: Node, path: [UInt8], size: UInt64, inode: UInt64) throws {
        archive_entry_clear(handle)
        Self.withCString(path) { archive_entry_copy_pathname(handle, $0) }
        archive_entry_set_mode(handle, FileMode.permissions(of: node.mode) | Self.typeBits(node.kind))
        archive_entry_set_size(handle, Int64(size))
        archive_entry_set_mtime(handle, Int(node.mtime.seconds), Int(node.mtime.nanoseconds))
        archive_entry_set_atime(handle, Int(node.atime.seconds), Int(node.atime.nanoseconds))
        archive_entry_set_ctime(handle, Int(node.ctime.seconds), Int(node.ctime.nanoseconds))
        archive_entry_set_uid(handle, Int64(node.uid))
        archive_entry_set_gid(handle, Int64(node.gid))
        if !node.user.isEmpty { archive_entry_copy_uname(handle, node.user) }
        if !node.group.isEmpty { archive_entry_copy_gname(handle, node.group) }
        archive_entry_set_ino64(handle, Int64(bitPattern: inode))
        archive_entry_set_nlink(handle, UInt32(clamping: max(node.links, 1)))
        switch node.kind {
        case .symlink: Self.withCString(node.linkTarget) { archive_entry_copy_symlink(handle, $0) }
        case .blockDevice, .characterDevice: archive_entry_set_rdev(handle, dev_t(node.device))
        case .file, .directory, .fifo, .socket, .irregular: break
        }
    }

    /// Adds the extended attributes and access control lists.
    ///
    /// - Returns: the names of attributes that a pax header cannot hold as they are, which are left out.
    func setAttributes(of node: Node, _ object: @autoclosure () -> String) throws -> [[UInt8]] {
        var refused: [[UInt8]] = []
        for attribute in node.extendedAttributes {
            if let type = Self.listType(attribute.name), let list = AccessControlList(attribute: attribute.value) {
                try list.add(to: handle, type: type, object())
            } else if attribute.name.allSatisfy(Self.isPlain) {
                Self.withCString(attribute.name) { name in
                    attribute.value.withUnsafeBytes {
                        archive_entry_xattr_add_entry(handle, name, $0.baseAddress, $0.count)
                    }
                }
            } else {
                refused.append(attribute.name)
            }
        }
        return refused
    }

    private static func listType(_ name: [UInt8]) -> Int32? {
        if name == AccessControlList.accessName { return ARCHIVE_ENTRY_ACL_TYPE_ACCESS }
        return name == AccessControlList.defaultName ? ARCHIVE_ENTRY_ACL_TYPE_DEFAULT : nil
    }

    /// Whether a byte of an attribute's name stands for itself in a header; libarchive quotes others like a URL.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "=")
    }

    private static func typeBits(_ kind: Node.Kind) -> mode_t {
        switch kind {
        case .file, .irregular: mode_t(S_IFREG)
        case .directory: mode_t(S_IFDIR)
        case .symlink: mode_t(S_IFLNK)
        case .blockDevice: mode_t(S_IFBLK)
        case .characterDevice: mode_t(S_IFCHR)
        case .fifo: mode_t(S_IFIFO)
        case .socket: mode_t(S_IFSOCK)
        }
    }
}
