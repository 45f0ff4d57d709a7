import CLinux
import DRCore
import DRRepository

/// An open file that is being backed up.
struct SourceFile: ~Copyable {
    let path: [UInt8]
    private let descriptor: FileDescriptor

    /// Opens a regular file for reading without following a link, waiting on a fifo or touching its access time.
    ///
    /// - Throws: `SourceFailure` when it cannot be read.
    init(_ path: [UInt8]) throws {
        self.path = path
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        var raw = path.openPath(flags | CLINUX_O_NOATIME)
        // Only the owner may read without touching the access time.
        if raw == -EPERM { raw = path.openPath(flags) }
        guard raw >= 0 else { throw SourceFailure("read", path, errno: -raw) }
        descriptor = FileDescriptor(owning: raw)
    }

    /// The node of the file as it is now, when its directory entry was read before the last change of it; else nil.
    ///
    /// Without this a file that took the place of another would get the permissions of that one.
    func replacement(of node: Node, _ status: stat, _ capture: NodeCapture) throws -> Node? {
        let isSame =
            node.inode == UInt64(status.st_ino) && node.deviceID == UInt64(status.st_dev)
            && node.ctime == Timestamp(status.st_ctim) && node.mtime == Timestamp(status.st_mtim)
        guard !isSame else { return nil }
        do {
            return try capture.node(named: node.name, status, file: descriptor.raw)
        } catch let error as DRError {
            throw SourceFailure(path, error.message)
        }
    }

    /// What the kernel knows of the file.
    ///
    /// - Throws: `SourceFailure` when it is no regular file.
    func status() throws -> stat {
        var status = stat()
        guard fstat(descriptor.raw, &status) == 0 else { throw SourceFailure("read", path, errno: clinux_errno()) }
        guard FileMode.kind(of: status.st_mode) == .file else {
            throw SourceFailure(path, "it was a regular file when its directory was listed, and is none now")
        }
        return status
    }

    /// Goes back to the first byte, for a file that is read in chunks.
    func rewind() throws {
        guard lseek(descriptor.raw, 0, SEEK_SET) == 0 else {
            throw SourceFailure("read", path, errno: clinux_errno())
        }
        posix_fadvise(descriptor.raw, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// Reads until `space` is full or the file ends; returns the bytes read.
    func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < space.count {
            let got = CLinux.read(descriptor.raw, space.baseAddress.map { $0 + done }, space.count - done)
            if got == 0 { break }
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR { continue }
                throw SourceFailure("read", path, errno: number)
            }
            done += got
        }
        return done
    }
}
