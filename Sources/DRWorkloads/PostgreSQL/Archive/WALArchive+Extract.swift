import CLinux
import DRCore
import DRRepository
import DRStorage

extension WALArchive {
    /// Writes an archived file to a path; false when the archive does not hold it, as far as `refresh` saw.
    ///
    /// The file appears under its path when it is whole. It is not synced: PostgreSQL asks for it again after a crash.
    ///
    /// - Throws: `DRError` (integrity) when its content is damaged; what the storage throws.
    package func extract(_ name: String, to path: String) throws -> Bool {
        guard let content = try content(name) else { return false }
        let temporary = path + ".dr-\(getpid())"
        do {
            let output = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            try output.writeAll(content.bytes, path: temporary)
            guard rename(temporary, path) == 0 else { throw DRError.system("write", path, errno: clinux_errno()) }
            return true
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// The content of an archived file; nil when the archive does not hold it, as far as `refresh` saw.
    ///
    /// A segment is checked to be one of this cluster that bears its name.
    ///
    /// - Throws: `DRError` (integrity) when it is damaged; what the storage throws.
    package func content(_ name: String) throws -> ByteBuffer? {
        guard let file = files[name] else { return nil }
        let codecs = try (0..<min(WorkerThread.processorCount, max(file.content.count, 1))).map { _ in
            try repository.makeCodec()
        }
        let pieces: [ByteBuffer] = try ParallelWork.map(count: file.content.count, workers: codecs.count) {
            [repository] worker, number in
            let piece = ByteBuffer(capacity: Self.pieceSize)
            try repository.loadBlob(.data, file.content[number], codecs[worker], into: piece)
            return piece
        }
        let space = ByteBuffer(capacity: pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { space.append(piece.bytes) }
        guard space.count == Int(clamping: file.size) else {
            throw Self.lengthError(name)
        }
        try WALFileContent.require(space.bytes, of: space.count, as: name, systemIdentifier)
        return space
    }

    static func lengthError(_ name: String) -> DRError {
        DRError(.integrity, "the archived file is not as long as its entry says", object: name)
    }

    /// A reader of an archived file for another thread; nil when the archive does not hold it, as far as `refresh` saw.
    package func reader(_ name: String) -> WALFileReader? { files[name].map { WALFileReader($0, self) } }
}
