import CArchive
import CLinux
import DRCore
import DRRepository

/// Makes nodes from the headers of archive entries; for one thread.
struct ImportedNode {
    /// What an entry gets whose archive keeps no times.
    let time: Timestamp
    /// Whether the archive says who owns an entry; otherwise it is whoever imports it.
    let keepsOwners: Bool
    private let owner = HostIdentity.current

    /// The node of a header, without name and content.
    ///
    /// - Parameter report: takes what cannot be kept, as a sentence.
    func make(_ header: OpaquePointer, report: (String) -> Void) -> Node {
        var node = Node()
        var mode = archive_entry_mode(header)
        node.extendedAttributes = attributes(of: header, report)
        addLists(to: &node, header, &mode, report)
        node.kind = FileMode.kind(of: mode)
        node.mode = FileMode.treeMode(of: mode)
        fillTimes(&node, header)
        fillOwner(&node, header)
        switch node.kind {
        case .symlink: node.linkTarget = ArchiveEntry.bytes(archive_entry_symlink(header)) ?? []
        case .blockDevice, .characterDevice: node.device = UInt64(archive_entry_rdev(header))
        case .file, .directory, .fifo, .socket, .irregular: break
        }
        return node
    }

    private func fillTimes(_ node: inout Node, _ header: OpaquePointer) {
        node.mtime = time
        if archive_entry_mtime_is_set(header) != 0 {
            node.mtime = Self.instant(archive_entry_mtime(header), archive_entry_mtime_nsec(header))
        }
        node.atime = node.mtime
        if archive_entry_atime_is_set(header) != 0 {
            node.atime = Self.instant(archive_entry_atime(header), archive_entry_atime_nsec(header))
        }
        node.ctime = node.mtime
        if archive_entry_ctime_is_set(header) != 0 {
            node.ctime = Self.instant(archive_entry_ctime(header), archive_entry_ctime_nsec(header))
        }
    }

    private static func instant(_ seconds: time_t, _ nanoseconds: Int) -> Timestamp {
        // Years that RFC 3339 can write, 0 to 9999; a tree can hold no others.
        let earliest: Int64 = -62_167_219_200
        let latest: Int64 = 253_402_300_799
        return Timestamp(
            seconds: min(max(Int64(seconds), earliest), latest),
            nanoseconds: Int32(min(max(nanoseconds, 0), 999_999_999))
        )
    }

    private func fillOwner(_ node: inout Node, _ header: OpaquePointer) {
        let uid = archive_entry_uid(header)
        let gid = archive_entry_gid(header)
        if !keepsOwners, uid == 0, gid == 0 {
            node.uid = owner.uid
            node.gid = owner.gid
            return
        }
        node.uid = UInt32(clamping: uid)
        node.gid = UInt32(clamping: gid)
        if let name = archive_entry_uname(header) { node.user = String(cString: name) }
        if let name = archive_entry_gname(header) { node.group = String(cString: name) }
    }

    /// The attributes by name; two of one name are one, the first that libarchive gives.
    private func attributes(of header: OpaquePointer, _ report: (String) -> Void) -> [ExtendedAttribute] {
        guard archive_entry_xattr_reset(header) > 0 else { return [] }
        var found: [ExtendedAttribute] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        while archive_entry_xattr_next(header, &name, &value, &count) == ARCHIVE_OK {
            guard let bytes = ArchiveEntry.bytes(name), !bytes.isEmpty else { continue }
            guard !found.contains(where: { $0.name == bytes }) else { continue }
            found.append(
                ExtendedAttribute(name: bytes, value: [UInt8](UnsafeRawBufferPointer(start: value, count: count)))
            )
        }
        return found.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private func addLists(
        to node: inout Node,
        _ header: OpaquePointer,
        _ mode: inout mode_t,
        _ report: (String) -> Void
    ) {
        for (type, name) in [
            (ARCHIVE_ENTRY_ACL_TYPE_ACCESS, AccessControlList.accessName),
            (ARCHIVE_ENTRY_ACL_TYPE_DEFAULT, AccessControlList.defaultName),
        ] {
            let list: AccessControlList?
            do throws(UnknownOwner) {
                list = try AccessControlList(header, type: type, resolve: Self.number)
            } catch {
                report("its access control list names \(error.owner), whom this system does not know")
                continue
            }
            guard let list else { continue }
            // libarchive has put the bits of the owning group into the mode; with a list they are those of the mask.
            if type == ARCHIVE_ENTRY_ACL_TYPE_ACCESS, let mask = list.mask {
                mode = mode & ~0o070 | mode_t(mask) << 3
            }
            guard !node.extendedAttributes.contains(where: { $0.name == name }) else { continue }
            node.extendedAttributes.append(ExtendedAttribute(name: name, value: list.attribute))
        }
        node.extendedAttributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private struct UnknownOwner: Error {
        var owner: String
    }

    private static func number(isUser: Bool, _ name: String) throws(UnknownOwner) -> UInt32 {
        let number = isUser ? getpwnam(name)?.pointee.pw_uid : getgrnam(name)?.pointee.gr_gid
        guard let number else { throw UnknownOwner(owner: (isUser ? "the user " : "the group ") + name) }
        return number
    }
}
