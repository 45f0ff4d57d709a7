import CLinux
import DRCore

/// Walks over the regular files below a directory; symbolic links are not followed.
enum FileTree {
    /// The paths of the files, relative to the directory, sorted.
    ///
    /// - Throws: `DRError` when a directory cannot be read.
    static func files(below directory: String) throws -> [String] {
        var found: [String] = []
        var waiting = [""]
        while let next = waiting.popLast() {
            for name in try FileBytes.names(in: directory + "/" + next) {
                let path = next.isEmpty ? name : next + "/" + name
                var status = stat()
                guard lstat(directory + "/" + path, &status) == 0 else { continue }
                if clinux_is_directory(status.st_mode) != 0 { waiting.append(path) }
                if clinux_is_regular(status.st_mode) != 0 { found.append(path) }
            }
        }
        return found.sorted()
    }

    /// Makes the directory of a file and those above it.
    ///
    /// - Throws: `DRError` when one cannot be made.
    static func makeParent(of path: String) throws {
        var made = ""
        for part in path.split(separator: "/").dropLast() {
            made += "/" + part
            guard mkdir(made, 0o700) != 0 else { continue }
            let number = clinux_errno()
            if number != EEXIST, number != EISDIR { throw DRError.system("make the directory", made, errno: number) }
        }
    }

    /// Copies a file with its permissions, owner and times, durable when this returns.
    ///
    /// - Parameter temporary: where the copy lies until it is whole; beside `to`, in the same file system.
    /// - Throws: `DRError` when it cannot be read or written.
    static func copy(_ from: String, to: String, by temporary: String) throws {
        let source = try FileDescriptor.open(from, O_RDONLY | O_NOFOLLOW)
        let status = try source.status(path: from)
        try makeParent(of: to)
        let target = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
        let space = ByteBuffer()
        space.resize(to: 1 << 18)
        while case let got = try source.read(into: space.mutableBytes, path: from), got > 0 {
            try target.writeAll(UnsafeRawBufferPointer(rebasing: space.bytes[..<got]), path: temporary)
        }
        // Only root may give files away; for others they are their own anyway.
        if fchown(target.raw, status.st_uid, status.st_gid) != 0, geteuid() == 0 {
            throw DRError.system("set the owner of", temporary, errno: clinux_errno())
        }
        var times = [status.st_atim, status.st_mtim]
        guard fchmod(target.raw, status.st_mode & 0o7777) == 0, futimens(target.raw, &times) == 0 else {
            throw DRError.system("set the attributes of", temporary, errno: clinux_errno())
        }
        try target.synchronize(path: temporary)
        guard rename(temporary, to) == 0 else { throw DRError.system("put in place", to, errno: clinux_errno()) }
        let folder = to.lastIndex(of: "/").map { $0 == to.startIndex ? "/" : String(to[..<$0]) } ?? "."
        try FileDescriptor.open(folder, O_RDONLY).synchronize(path: folder)
    }
}

extension FileTree {
    /// Removes a directory with all that is in it; symbolic links are removed, not followed.
    ///
    /// - Throws: `DRError` when something cannot be removed.
    static func remove(_ path: String) throws {
        if unlink(path) == 0 { return }
        let number = clinux_errno()
        guard number == EISDIR || number == EPERM else { throw DRError.system("remove", path, errno: number) }
        chmod(path, 0o700)
        for name in try FileBytes.names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 else { throw DRError.system("remove", path, errno: clinux_errno()) }
    }
}
