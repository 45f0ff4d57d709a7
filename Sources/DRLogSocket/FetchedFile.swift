import CLinux
import DRCore

/// A whole file of the log that has no name yet, as a service hands it over.
package struct FetchedFile: ~Copyable {
    private let file: FileDescriptor

    /// Takes ownership of a descriptor.
    package init(owning descriptor: Int32) {
        file = FileDescriptor(owning: descriptor)
    }

    /// Gives it a name, in place of what has that name; it is copied when it lies on another file system.
    ///
    /// It appears when it is whole. It is not synced: PostgreSQL asks for it again after a crash.
    ///
    /// - Throws: `DRError` naming the path.
    package func place(at path: String) throws {
        if link(to: path) { return }
        let temporary = path + ".dr-part"
        unlink(temporary)
        do {
            if !link(to: temporary) { try copy(to: temporary) }
            guard rename(temporary, path) == 0 else { throw DRError.system("write", path, errno: clinux_errno()) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func link(to path: String) -> Bool { clinux_link_descriptor(file.raw, path) == 0 }

    private func copy(to path: String) throws {
        let size = Int(try file.status(path: path).st_size)
        let output = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
        var done = 0
        while done < size {
            let count = clinux_send_file(output.raw, file.raw, done, size - done)
            if count < 0, clinux_errno() == EINTR { continue }
            guard count > 0 else {
                throw DRError.system("write", path, errno: count < 0 ? clinux_errno() : EIO)
            }
            done += count
        }
    }
}
