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
}
