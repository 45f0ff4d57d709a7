import CLinux
import DRCore
import DRRepository
import DRStorage

extension WALArchive {
    /// Writes an archived file to a path; false when the archive certainly does not hold it.
    ///
    /// The file appears under its path when it is whole. It is not synced: PostgreSQL asks for it again after a crash.
    ///
    /// - Throws: `DRError` (integrity) when its content is damaged; what the storage throws.
    package func extract(_ name: String, to path: String) throws -> Bool {
        guard let file = files[name] else { return false }
        let temporary = path + ".dr-\(getpid())"
        do {
            let output = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            let codec = try repository.makeCodec()
            let space = ByteBuffer()
            var written: UInt64 = 0
            for id in file.content {
                space.removeAll()
                try repository.loadBlob(.data, id, codec, into: space)
                try output.writeAll(space.bytes, path: temporary)
                written += UInt64(space.count)
            }
            guard written == file.size else {
                throw DRError(.integrity, "the archived file is not as long as its entry says", object: name)
            }
            guard rename(temporary, path) == 0 else { throw DRError.system("write", path, errno: clinux_errno()) }
            return true
        } catch {
            unlink(temporary)
            throw error
        }
    }
}
