import CLinux
import DRCore

extension LocalBackend {
    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        let path = path(of: name)
        let descriptor = try open(name, path)
        let size = try size(of: descriptor, name, path)
        let range = range ?? 0..<size
        guard range.lowerBound >= 0, range.upperBound <= size else {
            throw StorageFailure.short(name, size: size, range, in: path)
        }
        let start = buffer.count
        buffer.resize(to: start + range.count)
        do {
            try read(descriptor, range, into: buffer.base + start, name, path)
        } catch {
            buffer.resize(to: start)
            throw error
        }
    }

    package func size(of name: ObjectName) throws -> Int {
        let path = path(of: name)
        guard let status = try status(path, name) else { throw try absence(of: name) }
        guard clinux_is_regular(status.st_mode) != 0 else { throw notAFile(name, path) }
        return Int(status.st_size)
    }

    /// Opens without waiting, so that a pipe under the name of an object cannot stop the program.
    private func open(_ name: ObjectName, _ path: String) throws -> FileDescriptor {
        while true {
            let raw = clinux_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0)
            if raw >= 0 { return FileDescriptor(owning: raw) }
            let number = clinux_errno()
            if number == ENOENT || number == ENOTDIR { throw try absence(of: name) }
            if number == EACCES { throw closed(name, path) }
            if number != EINTR { throw StorageFailure.system("open", path, name, errno: number) }
        }
    }

    private func size(of descriptor: borrowing FileDescriptor, _ name: ObjectName, _ path: String) throws -> Int {
        var status = stat()
        guard fstat(descriptor.raw, &status) == 0 else {
            throw StorageFailure.system("look at", path, name, errno: clinux_errno())
        }
        guard clinux_is_regular(status.st_mode) != 0 else { throw notAFile(name, path) }
        return Int(status.st_size)
    }

    private func read(
        _ descriptor: borrowing FileDescriptor,
        _ range: Range<Int>,
        into space: UnsafeMutableRawPointer,
        _ name: ObjectName,
        _ path: String
    ) throws {
        var done = 0
        while done < range.count {
            let got = pread(descriptor.raw, space + done, range.count - done, range.lowerBound + done)
            if got > 0 {
                done += got
            } else if got == 0 {
                throw StorageFailure.short(name, size: range.lowerBound + done, range, in: path)
            } else if clinux_errno() != EINTR {
                throw StorageFailure.system("read", path, name, errno: clinux_errno())
            }
        }
    }

    private func closed(_ name: ObjectName, _ path: String) -> StorageFailure {
        let error = DRError.system("open", path, errno: EACCES)
        return StorageFailure(
            .permanent,
            name,
            DRError(
                error.code,
                error.message,
                object: path,
                hint: "check the permissions; if another user wrote it, as root: chown -R --reference=\(root) \(root)"
            )
        )
    }

    private func notAFile(_ name: ObjectName, _ path: String) -> StorageFailure {
        StorageFailure(.permanent, name, DRError(.integrity, "\(name.kind.noun) is not a regular file", object: path))
    }
}
