import CLinux

/// Paths that mean the same in other processes.
package enum AbsolutePath {
    /// A path from the root, without a slash at the end; links stay as they are.
    package static func of(_ path: String) throws -> String {
        var full = path
        if !path.hasPrefix("/") {
            var space = [CChar](repeating: 0, count: Int(PATH_MAX))
            guard let here = getcwd(&space, space.count) else {
                throw DRError.system("find the working directory for", path, errno: clinux_errno())
            }
            full = String(cString: here) + "/" + path
        }
        while full.count > 1, full.hasSuffix("/") { full.removeLast() }
        return full
    }

    /// The path of what another path leads to, without links.
    ///
    /// - Throws: `DRError` when there is nothing.
    package static func resolved(_ path: String) throws -> String {
        guard let found = realpath(path, nil) else { throw DRError.system("find", path, errno: clinux_errno()) }
        defer { free(found) }
        return String(cString: found)
    }

    /// The file of the program that runs, for other processes to run it too.
    ///
    /// - Throws: `DRError` when it was removed, or replaced by another, since this process began.
    package static func ofThisProgram() throws -> String { try resolved("/proc/self/exe") }
}
