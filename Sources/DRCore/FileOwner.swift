import CLinux

/// Whom the files belong to that root makes in the folders of others.
package enum FileOwner {
    /// Gives an open file or folder that root has made to the owner and group of the folder that it lies in, so that a
    /// command of root does not shut out the user whose folder that is.
    ///
    /// Nothing happens for other users, for what belongs to somebody already, and where a file system knows no owners.
    ///
    /// - Throws: `DRError` naming the path when the owner cannot be set.
    package static func inherit(_ raw: Int32, path: @autoclosure () -> String) throws {
        guard geteuid() == 0 else { return }
        var own = stat()
        guard fstat(raw, &own) == 0, own.st_uid == 0 else { return }
        // A second name may be that of a file of root elsewhere.
        guard clinux_is_directory(own.st_mode) != 0 || own.st_nlink == 1 else { return }
        var above = stat()
        guard let folder = folder(of: raw), stat(folder, &above) == 0,
            above.st_uid != own.st_uid || above.st_gid != own.st_gid
        else { return }
        guard fchown(raw, above.st_uid, above.st_gid) != 0 else { return }
        let number = clinux_errno()
        if number != EPERM, number != ENOTSUP, number != EINVAL {
            throw DRError.system("set the owner of", path(), errno: number)
        }
    }

    /// The folder by the name that the kernel knows: a link in the path may lead elsewhere a moment later.
    private static func folder(of raw: Int32) -> String? {
        var space = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(raw)", &space, space.count)
        guard count > 0, count < space.count else { return nil }
        let name = space[..<count]
        guard name.first == CChar(UInt8(ascii: "/")), let slash = name.lastIndex(of: CChar(UInt8(ascii: "/"))) else {
            return nil
        }
        let bytes = name[..<max(slash, 1)].map(UInt8.init(bitPattern:))
        return String(validating: bytes, as: UTF8.self)
    }

    /// Does the same for a folder that was just made.
    package static func inherit(folder path: String) throws {
        guard geteuid() == 0 else { return }
        let folder = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        try inherit(folder.raw, path: path)
    }
}
