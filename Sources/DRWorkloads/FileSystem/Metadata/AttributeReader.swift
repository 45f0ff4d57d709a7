import CLinux
import DRCore
import DRRepository

/// Reads the extended attributes of files, in the order in which the file system lists them; for one thread.
package final class AttributeReader {
    /// The kernel's limit for a list of names and for a value (XATTR_LIST_MAX, XATTR_SIZE_MAX).
    private static let limit = 65_536

    private let names = UnsafeMutablePointer<CChar>.allocate(capacity: limit)
    private let value = UnsafeMutableRawPointer.allocate(byteCount: limit, alignment: 8)

    /// Makes a reader with its buffers.
    package init() {}

    deinit {
        names.deallocate()
        value.deallocate()
    }

    /// The attributes of the entry at `path`, which is not followed when it is a symbolic link.
    ///
    /// None where the file system keeps no attributes or does not let this user list them.
    ///
    /// - Throws: `DRError` naming the path.
    package func attributes(of path: UnsafePointer<CChar>) throws -> [ExtendedAttribute] {
        let length = llistxattr(path, names, Self.limit)
        if length == 0 { return [] }
        guard length > 0 else { return try none(clinux_errno(), path) }
        return try values(length, path) { lgetxattr(path, $0, value, Self.limit) }
    }

    /// The attributes of an open file.
    ///
    /// - Throws: `DRError` naming `path`.
    package func attributes(of file: Int32, path: UnsafePointer<CChar>) throws -> [ExtendedAttribute] {
        let length = flistxattr(file, names, Self.limit)
        if length == 0 { return [] }
        guard length > 0 else { return try none(clinux_errno(), path) }
        return try values(length, path) { fgetxattr(file, $0, value, Self.limit) }
    }

    private func none(_ number: Int32, _ path: UnsafePointer<CChar>) throws -> [ExtendedAttribute] {
        guard number == ENOTSUP || number == EPERM else {
            throw DRError.system("list the extended attributes", String(cString: path), errno: number)
        }
        return []
    }

    private func values(
        _ length: Int,
        _ path: UnsafePointer<CChar>,
        _ read: (UnsafePointer<CChar>) -> Int
    ) throws -> [ExtendedAttribute] {
        var attributes: [ExtendedAttribute] = []
        var start = 0
        while start < length {
            let name = names + start
            let count = strnlen(name, length - start)
            start += count + 1
            let size = read(name)
            if size < 0 {
                let number = clinux_errno()
                // The attribute went away after it was listed.
                if number == ENODATA || number == ENOTSUP || number == EPERM { continue }
                throw DRError.system("read an extended attribute", String(cString: path), errno: number)
            }
            attributes.append(
                ExtendedAttribute(
                    name: [UInt8](UnsafeRawBufferPointer(start: name, count: count)),
                    value: [UInt8](UnsafeRawBufferPointer(start: value, count: size))
                )
            )
        }
        return attributes
    }
}
