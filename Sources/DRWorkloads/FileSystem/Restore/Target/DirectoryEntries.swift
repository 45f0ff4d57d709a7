import CLinux

/// Lists directories of the target.
enum DirectoryEntries {
    /// The names in an open directory, each ended by a zero byte, without "." and "..".
    ///
    /// - Throws: `TargetFailure`.
    static func names(of directory: Int32) throws -> [[CChar]] {
        // The stream takes over the descriptor it is given.
        let copy = try TargetFailure.check(clinux_openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0), "list")
        guard let stream = fdopendir(copy) else {
            let number = clinux_errno()
            close(copy)
            throw TargetFailure("list", number)
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
        while true {
            clinux_clear_errno()
            guard let entry = readdir(stream) else {
                let number = clinux_errno()
                if number != 0 { throw TargetFailure("list", number) }
                return names
            }
            let name = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") != 0, strcmp(name, "..") != 0 {
                names.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
            }
        }
    }
}
