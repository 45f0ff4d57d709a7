import CLinux
import DRCore
import Synchronization

/// A file that appears under its name only when it is complete.
///
/// One thread writes; any may abandon it. The bytes gather in a file beside it, which is locked while a program writes to it; one that a
/// killed program left is not locked and is written over.
package final class NewFile: Sendable {
    /// What is appended to the name of a file that is being written.
    package static let temporarySuffix = ".partial"

    private let path: String
    private let temporary: String?
    private let file: FileDescriptor
    private let isSettled = Mutex(false)

    /// Starts a file; what is at `path` stays until `commit`.
    ///
    /// A device or fifo at `path` is written to directly.
    ///
    /// - Throws: `DRError` naming the path; also when another program is writing the same file.
    package init(_ path: String) throws {
        self.path = path
        var status = stat()
        if stat(path, &status) == 0, clinux_is_regular(status.st_mode) == 0 {
            temporary = nil
            file = try FileDescriptor.open(path, O_WRONLY)
            return
        }
        let name = path + Self.temporarySuffix
        temporary = name
        file = try Self.claim(name)
    }

    /// Opens and locks the temporary file, empty.
    private static func claim(_ path: String) throws -> FileDescriptor {
        while true {
            let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK
            let file = try FileDescriptor.open(path, flags, mode: 0o600)
            let status = try file.status(path: path)
            guard clinux_is_regular(status.st_mode) != 0, status.st_uid == geteuid(), status.st_nlink <= 1 else {
                throw DRError(.failed, "this name is needed for the unfinished file, and taken", object: path)
            }
            // A file system without locks cannot tell; there the last writer wins, as without a lock.
            guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 || clinux_errno() != EWOULDBLOCK else {
                throw DRError(
                    .failed,
                    "another program is writing this file",
                    object: path,
                    hint: "wait for its end, or choose another name"
                )
            }
            // Whoever had it may have finished and given it its name between the two calls.
            var present = stat()
            guard lstat(path, &present) == 0, present.st_ino == status.st_ino, present.st_dev == status.st_dev else {
                continue
            }
            guard ftruncate(file.raw, 0) == 0 else { throw DRError.system("empty", path, errno: clinux_errno()) }
            return file
        }
    }

    /// Adds bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws { try file.writeAll(bytes, path: path) }

    /// Forces the content to the device and gives the file its name.
    package func commit() throws {
        guard let temporary else { return }
        try file.synchronize(path: path)
        try isSettled.withLock { isSettled in
            guard !isSettled else { throw DRError(.failed, "the unfinished file was removed", object: path) }
            guard rename(temporary, path) == 0 else { throw DRError.system("rename to", path, errno: clinux_errno()) }
            isSettled = true
        }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
        try directory.synchronize(path: folder)
    }

    /// Removes what was written, unless it has its name already.
    package func abandon() throws {
        guard let temporary else { return }
        try isSettled.withLock { isSettled in
            guard !isSettled else { return }
            isSettled = true
            guard unlink(temporary) == 0 else { throw DRError.system("delete", temporary, errno: clinux_errno()) }
        }
    }
}
