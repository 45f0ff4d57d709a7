import DRCore
import DRRepository
import DRStorage

/// Stores the directories of an import, the deepest first; for one thread.
struct ImportTreeWriter {
    private let writer: BlobWriter
    private let codec: BlobCodec
    private let ids: [ObjectID]
    private let cancellation: Cancellation
    /// Whether files of many pieces get directories of their own, as in base backups.
    private let wraps: Bool
    private let json = ByteBuffer()

    /// What was stored.
    private(set) var files: UInt64 = 0
    private(set) var directories: UInt64 = 0
    private(set) var bytes: UInt64 = 0

    /// - Parameter ids: the blobs of all content, by number of the chunk.
    init(_ writer: BlobWriter, _ codec: BlobCodec, ids: [ObjectID], cancellation: Cancellation, wraps: Bool = false) {
        self.wraps = wraps
        self.writer = writer
        self.codec = codec
        self.ids = ids
        self.cancellation = cancellation
    }

    /// Stores a directory with all below it and lets go of its entries.
    mutating func store(_ directory: ImportDirectory) throws -> ObjectID {
        try cancellation.check()
        var nodes: [Node] = []
        nodes.reserveCapacity(directory.children.count)
        for (name, child) in directory.children {
            var node: Node
            switch child {
            case .directory(let below):
                node = below.node
                node.subtree = try store(below)
                directories += 1
            case .file(let file):
                node = self.node(of: file)
                node.name = name
                if wraps, let wrapper = try wrapped(node) {
                    nodes.append(wrapper)
                    continue
                }
            }
            node.name = name
            nodes.append(node)
        }
        directory.children = [:]
        nodes.sort { $0.name.lexicographicallyPrecedes($1.name) }
        json.removeAll()
        var encoder = TreeEncoder(json)
        for node in nodes { try encoder.append(node) }
        encoder.finish()
        return try writer.save(.tree, json.bytes, codec).id
    }

    /// The directory around a file of many pieces; nil for another file.
    private func wrapped(_ node: Node) throws -> Node? {
        guard BaseTreeLayout.wraps(node) else { return nil }
        return try BaseTreeWriter(writer, codec, [], time: node.mtime).wrap(node)
    }

    private mutating func node(of file: ImportFile) -> Node {
        var node = file.node
        if node.kind == .file {
            node.content = Array(ids[file.content])
            files += 1
            bytes += node.size
        }
        switch node.kind {
        case .file, .symlink, .blockDevice, .characterDevice: node.links = UInt64(max(file.names, 1))
        case .directory, .fifo, .socket, .irregular: node.links = 0
        }
        // The number only has to be the same for the names of one file, and the same when the archive is imported again.
        if file.names > 1 { node.inode = file.lowestPath.withUnsafeBytes { codec.hasher.hash($0) }.prefix >> 1 | 1 }
        return node
    }
}
