import CLinux
import DRCore
import DRRepository

/// A file of the write-ahead log that is to be stored, read piece by piece: a segment is 16 MiB unless a cluster was made
/// otherwise.
final class WALFileContent: @unchecked Sendable {
    let source: WALSource
    /// The entry for its directory; its content is still empty.
    let node: Node
    /// Its bytes.
    let size: Int
    private let file: FileDescriptor?

    private static let limit = 1 << 30

    /// Opens a file, or takes what is in memory.
    ///
    /// - Throws: `DRError` naming the file when it cannot be opened, or is none of a log.
    init(_ source: WALSource) throws {
        self.source = source
        var node = Node()
        if let memory = source.memory {
            file = nil
            size = memory.bytes.count
            node.mtime = memory.modified
        } else {
            let opened = try FileDescriptor.open(source.path, O_RDONLY)
            let status = try opened.status(path: source.path)
            size = Int(status.st_size)
            file = consume opened
            guard FileMode.kind(of: status.st_mode) == .file, (1...Self.limit).contains(Int(status.st_size)) else {
                throw DRError(.failed, "this is not a file of a write-ahead log", object: source.path)
            }
            node.mtime = Timestamp(status.st_mtim)
            node.uid = status.st_uid
            node.gid = status.st_gid
        }
        node.name = Array(source.name.name.utf8)
        node.kind = .file
        node.mode = FileMode.treeMode(of: mode_t(S_IFREG) | 0o600)
        node.atime = node.mtime
        node.ctime = node.mtime
        node.links = 1
        node.size = UInt64(size)
        node.content = []
        self.node = node
    }

    /// Where the pieces of the content lie.
    var pieces: [Range<Int>] {
        stride(from: 0, to: size, by: WALArchive.pieceSize).map { $0..<min($0 + WALArchive.pieceSize, size) }
    }

    /// The bytes of a range, valid as long as `space` is not used again.
    func read(_ range: Range<Int>, into space: ByteBuffer) throws -> UnsafeRawBufferPointer {
        if let memory = source.memory { return UnsafeRawBufferPointer(rebasing: memory.bytes.bytes[range]) }
        space.resize(to: range.count)
        let count = try file?.read(into: space.mutableBytes, at: range.lowerBound, path: source.path)
        guard count == range.count else {
            throw DRError(.failed, "the file became shorter while it was read", object: source.path)
        }
        return space.bytes
    }

    /// Makes sure that a segment was written by the cluster and bears its own name.
    ///
    /// - Throws: `DRError` (integrity) when it was not.
    func requireCluster(_ systemIdentifier: UInt64) throws {
        let space = ByteBuffer()
        let start = try read(0..<min(size, WALSegmentHeader.size), into: space)
        do {
            try Self.require(start, of: size, as: source.name.name, systemIdentifier)
        } catch let error as DRError {
            throw error.about(source.path)
        }
    }

    /// Makes sure that a file, if it is a segment, was written by the cluster and bears its own name.
    ///
    /// - Parameters:
    ///   - bytes: its first bytes.
    ///   - size: the bytes of the whole.
    /// - Throws: `DRError` (integrity) when it was not.
    static func require(
        _ bytes: UnsafeRawBufferPointer,
        of size: Int,
        as name: String,
        _ systemIdentifier: UInt64
    ) throws {
        switch WALFileName(name) {
        case .history, .backup, nil: return
        case .segment, .partial:
            let header = try WALSegmentHeader(bytes, name: name)
            guard header.systemIdentifier == systemIdentifier else {
                throw DRError(
                    .integrity,
                    "the segment is of the cluster \(header.systemIdentifier), not of \(systemIdentifier)",
                    object: name,
                    hint: "each cluster needs an archive of its own: check archive_command and the plan it names"
                )
            }
            let segment = WALSegment(name: name.prefix(24), size: UInt64(header.segmentSize))
            guard segment?.start == header.position, size == Int(header.segmentSize) else {
                throw DRError(.integrity, "the content of the segment is not what its name says", object: name)
            }
        }
    }
}
