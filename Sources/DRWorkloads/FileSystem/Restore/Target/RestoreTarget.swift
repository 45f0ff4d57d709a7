import CLinux
import DRCore

/// The directory that a tree is restored into.
final class RestoreTarget: Sendable {
    let descriptor: FileDescriptor
    /// Whether this run made it, so that nothing is in it.
    let isFresh: Bool

    private init(descriptor: consuming FileDescriptor, isFresh: Bool) {
        self.descriptor = descriptor
        self.isFresh = isFresh
    }

    /// Opens the directory, making it and those above it when they are missing.
    ///
    /// Symbolic links in the path are followed, as the user named it.
    ///
    /// - Throws: `DRError` naming the path.
    static func open(_ path: String) throws -> RestoreTarget {
        guard !path.isEmpty else {
            throw DRError(.usage, "the target is empty", hint: "name a directory with --target")
        }
        var folder = path[...]
        while folder.count > 1, folder.last == "/" { folder.removeLast() }
        let isFresh = try make(String(folder))
        let flags = clinux_open_path_only | O_DIRECTORY
        return RestoreTarget(descriptor: try FileDescriptor.open(path, flags), isFresh: isFresh)
    }

    /// The directory, or nil when it is not there; nothing is made.
    static func openExisting(_ path: String) throws -> RestoreTarget? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let flags = clinux_open_path_only | O_DIRECTORY
        return RestoreTarget(descriptor: try FileDescriptor.open(path, flags), isFresh: false)
    }

    /// Makes the directory for its owner alone; false when it was there.
    private static func make(_ path: String) throws -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        var number = clinux_errno()
        if number == EEXIST { return false }
        if number == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            _ = try make(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 { return true }
            number = clinux_errno()
            if number == EEXIST { return false }
        }
        throw DRError.system("create the directory", path, errno: number)
    }
}
