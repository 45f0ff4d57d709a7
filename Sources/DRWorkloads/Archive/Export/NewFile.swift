import CLinux
import DRCore
import DRRepository

/// A file that appears under its name only when it is complete; for one thread.
package final class NewFile {
    private let path: String
    private let temporary: String?
    private let file: FileDescriptor

    /// Starts a file; what is at `path` stays until `commit`.
    ///
    /// A device or fifo at `path` is written to directly.
    ///
    /// - Throws: `DRError` naming the path.
    package init(_ path: String) throws {
        self.path = path
        var status = stat()
        if stat(path, &status) == 0, clinux_is_regular(status.st_mode) == 0 {
            temporary = nil
            file = try FileDescriptor.open(path, O_WRONLY)
            return
        }
        let name = path + ".partial-" + Hex.encode(SecureRandom.bytes(4))
        temporary = name
        file = try FileDescriptor.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    }

    /// Adds bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws { try file.writeAll(bytes, path: path) }

    /// Forces the content to the device and gives the file its name.
    package func commit() throws {
        guard let temporary else { return }
        try file.synchronize(path: path)
        guard rename(temporary, path) == 0 else { throw DRError.system("rename to", path, errno: clinux_errno()) }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
        try directory.synchronize(path: folder)
    }

    /// Removes what was written.
    package func abandon() throws {
        guard let temporary else { return }
        guard unlink(temporary) == 0 else { throw DRError.system("delete", temporary, errno: clinux_errno()) }
    }
}
