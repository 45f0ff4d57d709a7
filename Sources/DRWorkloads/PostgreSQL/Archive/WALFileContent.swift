import CLinux
import DRCore
import DRRepository

/// A file of the write-ahead log, read into memory: a segment is 16 MiB unless a cluster was made otherwise.
struct WALFileContent: @unchecked Sendable {
    let source: WALSource
    /// The content, which nobody changes any more.
    let bytes: ByteBuffer
    /// The entry for its directory; its content is still empty.
    let node: Node

    private static let limit = 1 << 30

    /// Reads a file, or takes what is in memory.
    ///
    /// - Throws: `DRError` naming the file when it cannot be read, or is none of a log.
    init(_ source: WALSource) throws {
        self.source = source
        var node = Node()
        if let memory = source.memory {
            bytes = memory.bytes
            node.mtime = memory.modified
        } else {
            let file = try FileDescriptor.open(source.path, O_RDONLY)
            let status = try file.status(path: source.path)
            let size = Int(status.st_size)
            guard FileMode.kind(of: status.st_mode) == .file, (1...Self.limit).contains(size) else {
                throw DRError(.failed, "this is not a file of a write-ahead log", object: source.path)
            }
            bytes = ByteBuffer()
            bytes.resize(to: size)
            guard try file.read(into: bytes.mutableBytes, path: source.path) == size else {
                throw DRError(.failed, "the file became shorter while it was read", object: source.path)
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
        node.size = UInt64(bytes.count)
        node.content = []
        self.node = node
    }

    /// Where the pieces of the content lie.
    var pieces: [Range<Int>] {
        stride(from: 0, to: bytes.count, by: WALArchive.pieceSize).map { start in
            start..<min(start + WALArchive.pieceSize, bytes.count)
        }
    }

    /// Makes sure that a segment was written by the cluster and bears its own name.
    ///
    /// - Throws: `DRError` (integrity) when it was not.
    func requireCluster(_ systemIdentifier: UInt64) throws {
        do {
            try Self.require(bytes, as: source.name.name, of: systemIdentifier)
        } catch let error as DRError {
            throw error.about(source.path)
        }
    }

    /// Makes sure that a file, if it is a segment, was written by the cluster and bears its own name.
    ///
    /// - Throws: `DRError` (integrity) when it was not.
    static func require(_ bytes: ByteBuffer, as name: String, of systemIdentifier: UInt64) throws {
        switch WALFileName(name) {
        case .history, .backup, nil: return
        case .segment, .partial:
            let header = try WALSegmentHeader(bytes.bytes, name: name)
            guard header.systemIdentifier == systemIdentifier else {
                throw DRError(
                    .integrity,
                    "the segment is of the cluster \(header.systemIdentifier), not of \(systemIdentifier)",
                    object: name,
                    hint: "each cluster needs an archive of its own: check archive_command and the plan it names"
                )
            }
            let segment = WALSegment(name: name.prefix(24), size: UInt64(header.segmentSize))
            guard segment?.start == header.position, bytes.count == Int(header.segmentSize) else {
                throw DRError(.integrity, "the content of the segment is not what its name says", object: name)
            }
        }
    }
}
