import CLinux

/// An open file that is closed when its owner lets go of it.
package struct FileDescriptor: ~Copyable {
    /// The number the kernel knows it by.
    package let raw: Int32

    /// Bytes that one call writes at most.
    ///
    /// The page cache takes what one call brings in blocks as large as it can find. Blocks of 2 MiB and more are what a virtual
    /// machine gives back to its host, and to get them again takes ten times as long as to fill smaller ones (measured:
    /// 40 instead of 4 ms for 16 MiB).
    private static let writeLimit = 1 << 20

    /// Takes ownership of an open descriptor.
    package init(owning raw: Int32) {
        self.raw = raw
    }

    deinit { _ = CLinux.close(raw) }

    /// Opens `path`, with close-on-exec always set.
    ///
    /// - Throws: `DRError` naming the path.
    package static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0o600) throws -> FileDescriptor {
        while true {
            let raw = clinux_open(path, flags | O_CLOEXEC, mode)
            if raw >= 0 { return FileDescriptor(owning: raw) }
            let number = clinux_errno()
            if number != EINTR { throw DRError.system("open", path, errno: number) }
        }
    }

    /// Writes all of `bytes` at the current position.
    package func writeAll(_ bytes: UnsafeRawBufferPointer, path: @autoclosure () -> String) throws {
        let number = Self.write(bytes, to: raw)
        guard number == 0 else { throw DRError.system("write", path(), errno: number) }
    }

    /// Writes all of `bytes` at `offset`.
    package func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int, path: @autoclosure () -> String) throws {
        let number = Self.write(bytes, to: raw, at: offset)
        guard number == 0 else { throw DRError.system("write", path(), errno: number) }
    }

    /// Writes all of `bytes` to an open descriptor, at `offset` or at the current position; returns 0, or the error number.
    package static func write(_ bytes: UnsafeRawBufferPointer, to raw: Int32, at offset: Int? = nil) -> Int32 {
        var done = 0
        while done < bytes.count {
            let start = bytes.baseAddress.map { $0 + done }
            let count = min(bytes.count - done, writeLimit)
            let written = offset.map { pwrite(raw, start, count, $0 + done) } ?? CLinux.write(raw, start, count)
            if written >= 0 {
                done += written
            } else {
                let number = clinux_errno()
                if number != EINTR { return number }
            }
        }
        return 0
    }

    /// Reads at the current position until `space` is full or the file ends; returns the bytes read.
    package func read(into space: UnsafeMutableRawBufferPointer, path: @autoclosure () -> String) throws -> Int {
        var done = 0
        while done < space.count {
            let got = CLinux.read(raw, space.baseAddress.map { $0 + done }, space.count - done)
            if got == 0 { break }
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR { continue }
                throw DRError.system("read", path(), errno: number)
            }
            done += got
        }
        return done
    }

    /// Reads at `offset` until `space` is full or the file ends; returns the bytes read.
    package func read(
        into space: UnsafeMutableRawBufferPointer,
        at offset: Int,
        path: @autoclosure () -> String
    ) throws -> Int {
        var done = 0
        while done < space.count {
            let got = pread(raw, space.baseAddress.map { $0 + done }, space.count - done, offset + done)
            if got == 0 { break }
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR { continue }
                throw DRError.system("read", path(), errno: number)
            }
            done += got
        }
        return done
    }

    /// What the kernel knows of the file.
    package func status(path: @autoclosure () -> String) throws -> stat {
        var status = stat()
        guard fstat(raw, &status) == 0 else { throw DRError.system("stat", path(), errno: clinux_errno()) }
        return status
    }

    /// Forces the content to the device.
    package func synchronize(path: @autoclosure () -> String) throws {
        guard fsync(raw) == 0 else { throw DRError.system("fsync", path(), errno: clinux_errno()) }
    }
}
