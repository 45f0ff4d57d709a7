import CLinux
import DRCore

/// The bytes of an archive, from a file or a stream; for one thread.
final class ArchiveInput: ByteStream {
    /// What has to be done to get at the entries.
    enum Packing {
        /// zip and 7z: their directory is at the end, and they code names as code pages and UTF-16.
        case seekable
        case gzip
        /// tar and cpio, which keep the bytes of names; compressed in another way, or not.
        case other
    }

    private static let blockSize = 1 << 20
    private static let seekableMarks: [[UInt8]] = [
        Array("PK\u{3}\u{4}".utf8), Array("PK\u{5}\u{6}".utf8), [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
    ]

    /// How the archive is called in messages.
    let name: String
    let packing: Packing
    /// Bytes of the archive; nil when unknown.
    private(set) var size: Int?

    private var file: FileDescriptor
    private let block = ByteBuffer(capacity: blockSize)
    /// Where the archive begins in a file that can be positioned; nil for a stream.
    private var start: Int?
    /// How far it was read.
    private(set) var position = 0
    /// Bytes of the block that were read to look at them.
    private var unread = 0

    /// Takes a file or stream that is open for reading.
    ///
    /// A stream of zip or 7z is copied to an unnamed file in `TMPDIR` first.
    ///
    /// - Throws: `DRError` naming the archive, also when it is empty.
    init(_ file: consuming FileDescriptor, name: String) throws {
        self.name = name
        let status = try file.status(path: name)
        block.resize(to: Self.blockSize)
        let got: Int
        if clinux_is_regular(status.st_mode) != 0 {
            let offset = lseek(file.raw, 0, SEEK_CUR)
            start = offset
            size = max(Int(status.st_size) - offset, 0)
            got = try file.read(into: block.mutableBytes, at: offset, path: name)
        } else {
            got = try file.read(into: block.mutableBytes, path: name)
            unread = got
        }
        block.resize(to: got)
        let head = block.bytes
        packing =
            if Self.seekableMarks.contains(where: { head.starts(with: $0) }) {
                .seekable
            } else {
                head.starts(with: GzipStream.mark) ? .gzip : .other
            }
        self.file = file
        guard got > 0 else {
            throw DRError(.failed, "the archive is empty: not one byte came", object: name)
        }
        if packing == .seekable, start == nil { try spool() }
    }

    /// The next bytes, empty at the end; valid until the next call.
    func read() throws -> UnsafeRawBufferPointer {
        if unread > 0 {
            unread = 0
            position = block.count
            return block.bytes
        }
        block.resize(to: Self.blockSize)
        let got =
            if let start {
                try file.read(into: block.mutableBytes, at: start + position, path: name)
            } else {
                try file.read(into: block.mutableBytes, path: name)
            }
        block.resize(to: got)
        position += got
        return block.bytes
    }

    /// Goes to a place, counted from the start of the archive, its end, or the place of the last read.
    ///
    /// - Parameter whence: as for `lseek`.
    /// - Returns: the new place, or nil when the archive cannot be positioned.
    func seek(_ offset: Int, _ whence: Int32) -> Int? {
        guard start != nil, let size else { return nil }
        switch whence {
        case SEEK_SET: position = offset
        case SEEK_CUR: position += offset
        default: position = size + offset
        }
        position = min(max(position, 0), size)
        return position
    }

    private func spool() throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = folder + "/dr-import-" + Hex.encode(SecureRandom.bytes(8))
        let copy = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL)
        guard unlink(path) == 0 else { throw DRError.system("delete", path, errno: clinux_errno()) }
        var total = 0
        while true {
            let bytes = try read()
            if bytes.isEmpty { break }
            try copy.writeAll(bytes, path: path)
            total += bytes.count
        }
        file = copy
        start = 0
        size = total
        position = 0
    }
}
