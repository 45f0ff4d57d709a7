import CLinux

/// Reads and replaces small files as a whole.
package enum FileBytes {
    /// The content of a file, or nil when there is none.
    ///
    /// - Parameter limit: the most bytes that it may have.
    /// - Throws: `DRError` when it cannot be read or is larger.
    package static func read(_ path: String, limit: Int) throws -> [UInt8]? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let number = clinux_errno()
            if number == ENOENT || number == ENOTDIR { return nil }
            throw DRError.system("read", path, errno: number)
        }
        guard clinux_is_directory(status.st_mode) == 0 else {
            throw DRError(.failed, "this is a directory, not a file", object: path)
        }
        let file = try FileDescriptor.open(path, O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: min(max(Int(status.st_size), 4096), limit) + 1)
        var count = 0
        while true {
            let got = try bytes.withUnsafeMutableBytes {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]), path: path)
            }
            count += got
            guard count == bytes.count else { break }
            guard count <= limit else {
                throw DRError(.failed, "the file is larger than \(ByteCount.format(UInt64(limit)))", object: path)
            }
            bytes.append(contentsOf: repeatElement(0, count: min(bytes.count, limit + 1 - bytes.count)))
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Replaces a file so that a reader sees the old content or the new one, also after a crash.
    ///
    /// - Throws: `DRError` when it cannot be written; the old content stays then.
    package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws {
        let temporary = "\(path).\(getpid()).tmp"
        do {
            let file = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: mode)
            try FileOwner.inherit(file.raw, path: temporary)
            try bytes.withUnsafeBytes { try file.writeAll($0, path: temporary) }
            guard fchmod(file.raw, mode) == 0 else {
                throw DRError.system("set the mode of", temporary, errno: clinux_errno())
            }
            guard fsync(file.raw) == 0 else { throw DRError.system("sync", temporary, errno: clinux_errno()) }
            guard rename(temporary, path) == 0 else { throw DRError.system("replace", path, errno: clinux_errno()) }
        } catch {
            unlink(temporary)
            throw error
        }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = try FileDescriptor.open(folder, O_RDONLY)
        guard fsync(directory.raw) == 0 else { throw DRError.system("sync", folder, errno: clinux_errno()) }
    }

    /// The names in a directory, without `.` and `..`, in no order.
    package static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else { throw DRError.system("list", path, errno: clinux_errno()) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether there is a directory at a path.
    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && clinux_is_directory(status.st_mode) != 0
    }
}
