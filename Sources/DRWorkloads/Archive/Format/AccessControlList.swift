import CArchive
import DRCore
import DRRepository

/// A POSIX access control list: as an extended attribute, which is how trees keep it, and as libarchive knows it.
///
/// The attribute is the kernel's: a version (2), then tag, permissions and id of each entry in ascending order, all
/// little-endian (linux/posix_acl_xattr.h).
struct AccessControlList {
    /// One entry: a tag of the kernel, three permission bits, and the user or group where the tag wants one.
    struct Entry: Equatable {
        var tag: UInt16
        var permissions: UInt16
        var id: UInt32
    }

    static let accessName = Array("system.posix_acl_access".utf8)
    static let defaultName = Array("system.posix_acl_default".utf8)

    private static let version: UInt32 = 2
    private static let undefinedID = UInt32.max
    private static let maskTag: UInt16 = 0x10
    private static let tags: [(kernel: UInt16, archive: Int32, hasID: Bool)] = [
        (0x01, ARCHIVE_ENTRY_ACL_USER_OBJ, false), (0x02, ARCHIVE_ENTRY_ACL_USER, true),
        (0x04, ARCHIVE_ENTRY_ACL_GROUP_OBJ, false), (0x08, ARCHIVE_ENTRY_ACL_GROUP, true),
        (maskTag, ARCHIVE_ENTRY_ACL_MASK, false), (0x20, ARCHIVE_ENTRY_ACL_OTHER, false),
    ]

    var entries: [Entry] = []

    /// Reads the value of the extended attribute; nil when it is not of the known form.
    init?(attribute value: [UInt8]) {
        guard value.count >= 4, (value.count - 4) % 8 == 0 else { return nil }
        func number(_ start: Int, _ bytes: Int) -> UInt32 {
            (0..<bytes).reduce(0) { $0 | UInt32(value[start + $1]) << UInt32(8 * $1) }
        }
        guard number(0, 4) == Self.version else { return nil }
        for start in stride(from: 4, to: value.count, by: 8) {
            let tag = UInt16(number(start, 2))
            guard Self.tags.contains(where: { $0.kernel == tag }) else { return nil }
            entries.append(Entry(tag: tag, permissions: UInt16(number(start + 2, 2)), id: number(start + 4, 4)))
        }
    }

    /// Reads one list of an archive entry, asking `resolve` for the number of a user or group that has only a name.
    ///
    /// - Parameter type: `ARCHIVE_ENTRY_ACL_TYPE_ACCESS` or `_DEFAULT`.
    /// - Returns: nil when the entry has no list of the type.
    /// - Throws: what `resolve` throws.
    init?<Failure: Error>(
        _ header: OpaquePointer,
        type: Int32,
        resolve: (_ isUser: Bool, _ name: String) throws(Failure) -> UInt32
    ) throws(Failure) {
        guard archive_entry_acl_types(header) & type != 0 else { return nil }
        guard archive_entry_acl_reset(header, type) > 0 else { return nil }
        var kind: Int32 = 0
        var permissions: Int32 = 0
        var tag: Int32 = 0
        var id: Int32 = 0
        var name: UnsafePointer<CChar>?
        while archive_entry_acl_next(header, type, &kind, &permissions, &tag, &id, &name) == ARCHIVE_OK {
            guard let (kernel, _, hasID) = Self.tags.first(where: { $0.archive == tag }) else { continue }
            var owner = Self.undefinedID
            if hasID {
                let text = name.map { String(cString: $0) } ?? ""
                owner = id >= 0 ? UInt32(id) : try resolve(tag == ARCHIVE_ENTRY_ACL_USER, text)
            }
            entries.append(Entry(tag: kernel, permissions: UInt16(permissions & 7), id: owner))
        }
        entries.sort { ($0.tag, $0.id) < ($1.tag, $1.id) }
    }

    /// Adds the list to an archive entry.
    func add(to header: OpaquePointer, type: Int32, _ object: @autoclosure () -> String) throws {
        for entry in entries {
            guard let (_, tag, hasID) = Self.tags.first(where: { $0.kernel == entry.tag }) else { continue }
            let id = hasID ? Int32(truncatingIfNeeded: entry.id) : -1
            let result = archive_entry_acl_add_entry(header, type, Int32(entry.permissions & 7), tag, id, nil)
            guard result == ARCHIVE_OK else {
                throw DRError(.failed, "cannot add an entry of the access control list", object: object())
            }
        }
    }

    /// The value of the extended attribute.
    var attribute: [UInt8] {
        var value: [UInt8] = []
        func append(_ number: UInt32, _ bytes: Int) {
            for index in 0..<bytes { value.append(UInt8(truncatingIfNeeded: number >> UInt32(8 * index))) }
        }
        append(Self.version, 4)
        for entry in entries {
            append(UInt32(entry.tag), 2)
            append(UInt32(entry.permissions), 2)
            append(entry.id, 4)
        }
        return value
    }

    /// The permissions of the mask, which the mode of the file shows as those of its group; nil without one.
    var mask: UInt16? { entries.first { $0.tag == Self.maskTag }?.permissions }
}
