import CLinux
import DRCore

/// What the kernel says of one entry of a directory tree, and its content: all that a backup has to keep.
package struct EntryState: Equatable, Sendable {
    /// Type and permission bits, as `st_mode` has them.
    package var mode: UInt32
    package var uid: UInt32
    package var gid: UInt32
    package var mtime: Timestamp
    /// Bytes of a file, 0 for everything else.
    package var size: Int
    package var device: UInt64
    /// Raw target of a symbolic link.
    package var target: [UInt8] = []
    package var attributes: [[UInt8]: [UInt8]] = [:]
    package var content: [UInt8] = []
    /// The first path of the same file, for one with several names.
    package var firstName: [UInt8]?

    /// All entries below a directory, by their paths relative to it; the directory itself has an empty path.
    package static func read(_ root: String) throws -> [[UInt8]: EntryState] {
        var states: [[UInt8]: EntryState] = [:]
        var firstNames: [UInt64: [UInt8]] = [:]
        var open: [[UInt8]] = [[]]
        while let path = open.popLast() {
            let full = Array(root.utf8) + (path.isEmpty ? [] : [UInt8(ascii: "/")]) + path
            var (state, status) = try read(full)
            if status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR) {
                for name in try RawPath.names(in: full) {
                    open.append(path.isEmpty ? name : path + [UInt8(ascii: "/")] + name)
                }
            } else if status.st_nlink > 1 {
                state.firstName = firstNames[UInt64(status.st_ino)] ?? path
                firstNames[UInt64(status.st_ino)] = state.firstName
            }
            states[path] = state
            open.sort { $1.lexicographicallyPrecedes($0) }
        }
        return states
    }

    private static func read(_ path: [UInt8]) throws -> (EntryState, stat) {
        var status = stat()
        let name = RawPath.terminated(path)
        guard lstat(name, &status) == 0 else { throw RawPath.failure("stat", path) }
        let kind = status.st_mode & mode_t(S_IFMT)
        let isDevice = kind == mode_t(S_IFCHR) || kind == mode_t(S_IFBLK)
        var state = EntryState(
            mode: status.st_mode,
            uid: status.st_uid,
            gid: status.st_gid,
            mtime: Timestamp(status.st_mtim),
            size: kind == mode_t(S_IFREG) ? Int(status.st_size) : 0,
            device: isDevice ? UInt64(status.st_rdev) : 0
        )
        state.attributes = try attributes(path)
        if kind == mode_t(S_IFREG) { state.content = try RawPath.content(path) }
        if kind == mode_t(S_IFLNK) {
            var space = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(name, &space, space.count)
            guard count >= 0 else { throw RawPath.failure("readlink", path) }
            state.target = space[..<count].map(UInt8.init(bitPattern:))
        }
        return (state, status)
    }

    private static func attributes(_ path: [UInt8]) throws -> [[UInt8]: [UInt8]] {
        var names = [CChar](repeating: 0, count: 65_536)
        let length = llistxattr(RawPath.terminated(path), &names, names.count)
        guard length >= 0 else { throw RawPath.failure("list the attributes of", path) }
        var attributes: [[UInt8]: [UInt8]] = [:]
        for name in names[..<length].split(separator: 0) {
            var value = [UInt8](repeating: 0, count: 65_536)
            let count = lgetxattr(RawPath.terminated(path), Array(name) + [0], &value, value.count)
            guard count >= 0 else { throw RawPath.failure("read an attribute of", path) }
            attributes[name.map(UInt8.init(bitPattern:))] = Array(value[..<count])
        }
        return attributes
    }
}
