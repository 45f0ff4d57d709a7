import CLinux

extension [UInt8] {
    /// Calls `body` with the bytes as a null-terminated path.
    @inline(__always)
    func withPathPointer<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { space in
            for index in 0..<count { space[index] = CChar(bitPattern: self[index]) }
            space[count] = 0
            return try body(UnsafePointer(space.baseAddress.unsafelyUnwrapped))
        }
    }

    /// Opens the path, one longer than `PATH_MAX` in several steps.
    ///
    /// - Returns: a descriptor, or the negative `errno`.
    func openPath(_ flags: Int32) -> Int32 {
        var directory = AT_FDCWD
        var start = 0
        defer { if directory != AT_FDCWD { close(directory) } }
        while count - start >= Int(PATH_MAX) {
            let reachable = self[start..<start + Int(PATH_MAX) - 1]
            guard let slash = reachable.lastIndex(of: UInt8(ascii: "/")), slash > start else { return -ENAMETOOLONG }
            let next = Self.open(
                [UInt8](self[start..<slash]),
                clinux_open_path_only | O_DIRECTORY | O_CLOEXEC,
                directory
            )
            guard next >= 0 else { return next }
            if directory != AT_FDCWD { close(directory) }
            directory = next
            start = slash + 1
        }
        return Self.open(start == 0 ? self : [UInt8](self[start...]), flags, directory)
    }

    private static func open(_ path: [UInt8], _ flags: Int32, _ directory: Int32) -> Int32 {
        let descriptor = path.withPathPointer { clinux_openat(directory, $0, flags, 0) }
        return descriptor >= 0 ? descriptor : -clinux_errno()
    }
}
