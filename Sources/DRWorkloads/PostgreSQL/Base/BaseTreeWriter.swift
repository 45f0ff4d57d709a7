import CLinux
import DRCore
import DRRepository
import DRStorage

/// Stores the directories of a base backup, the deepest first; for one thread.
struct BaseTreeWriter {
    private let writer: BlobWriter
    private let codec: BlobCodec
    private let files: [ClusterFile]
    /// Files that the backup adds: their content is stored in one piece.
    private let time: Timestamp

    init(_ writer: BlobWriter, _ codec: BlobCodec, _ files: [ClusterFile], time: Timestamp) {
        self.writer = writer
        self.codec = codec
        self.files = files
        self.time = time
    }

    /// Stores a directory with all below it; returns its entry.
    ///
    /// - Parameter additions: entries that are added to it.
    func store(_ directory: ClusterDirectory, adding additions: [Node] = []) throws -> Node {
        var nodes = additions + directory.links
        for number in directory.files where !files[number].isVanished { nodes.append(try entry(of: files[number])) }
        for child in directory.directories { nodes.append(try store(child)) }
        return try Self.directory(directory.node, try tree(nodes))
    }

    private func entry(of file: ClusterFile) throws -> Node {
        var node = file.node
        node.content = file.content
        node.links = 1
        return BaseTreeLayout.wraps(node) ? try wrap(node) : node
    }

    /// Stores the directory around a file of many pieces; returns its entry.
    func wrap(_ node: Node) throws -> Node {
        var wrapper = node
        wrapper.name = BaseTreeLayout.wrapper(node.name)
        wrapper.mode = FileMode.treeMode(of: mode_t(S_IFDIR) | 0o700)
        wrapper.size = 0
        wrapper.extendedAttributes = []
        wrapper.genericAttributes = []
        return try Self.directory(wrapper, try tree([node]))
    }

    private static func directory(_ node: Node, _ tree: ObjectID) throws -> Node {
        var node = node
        node.kind = .directory
        node.content = nil
        node.links = 0
        node.subtree = tree
        return node
    }

    /// Stores what leads to a base backup, and its records; returns the root of the snapshot.
    ///
    /// - Parameters:
    ///   - entries: `data`, and `tablespaces` if there are any.
    ///   - owner: an entry whose owner the directories get.
    func root(_ entries: [Node], like owner: Node, _ record: BaseBackupRecord, _ records: [RecordFile]) throws
        -> ObjectID
    {
        let cluster = ClusterDirectory(named: String(record.systemIdentifier), like: owner)
        let top = ClusterDirectory(named: BaseBackupRecord.folder, like: owner)
        let below = try store(cluster, adding: entries)
        let own = RecordFile(path: BaseBackupRecord.path, content: record.json, modified: record.stopTime)
        return try tree([try store(top, adding: [below]), try self.records(records + [own])])
    }

    /// Stores the listing of a directory.
    func tree(_ nodes: [Node]) throws -> ObjectID {
        let buffer = ByteBuffer()
        var encoder = TreeEncoder(buffer)
        for node in nodes.sorted(by: { DirectoryListing.precedes($0.name, $1.name) }) { try encoder.append(node) }
        encoder.finish()
        return try writer.save(.tree, buffer.bytes, codec).id
    }

    /// Stores a file that is in memory; owner and permissions are those of another.
    func file(_ name: String, _ content: [UInt8], like other: Node) throws -> Node {
        var node = other
        node.name = Array(name.utf8)
        node.kind = .file
        node.mode = FileMode.treeMode(of: mode_t(S_IFREG) | 0o600)
        (node.mtime, node.atime, node.ctime) = (time, time, time)
        (node.inode, node.deviceID, node.links, node.subtree) = (0, 0, 1, nil)
        node.size = UInt64(content.count)
        node.extendedAttributes = []
        node.content = try content.withUnsafeBytes { bytes in
            try stride(from: 0, to: bytes.count, by: 1 << 20).map { start in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 1 << 20, bytes.count)])
                return try writer.save(.data, piece, codec).id
            }
        }
        return node
    }

    /// Stores the directory of records.
    func records(_ records: [RecordFile]) throws -> Node {
        var root = Node()
        root.user = "root"
        root.group = "root"
        root.name = Array(RecordFile.folder.utf8)
        let files = records.map { (path: $0.path.split(separator: "/").map(String.init)[...], file: $0) }
        return try folder(root, files)
    }

    private func folder(_ node: Node, _ records: [(path: ArraySlice<String>, file: RecordFile)]) throws -> Node {
        var nodes: [Node] = []
        let groups = Dictionary(grouping: records) { $0.path.first ?? "" }
        for (name, members) in groups {
            if let single = members.first, single.path.count == 1 {
                var entry = try file(name, single.file.content, like: node)
                (entry.mtime, entry.atime, entry.ctime) = (
                    single.file.modified, single.file.modified, single.file.modified
                )
                nodes.append(entry)
            } else {
                var child = node
                child.name = Array(name.utf8)
                nodes.append(try folder(child, members.map { ($0.path.dropFirst(), $0.file) }))
            }
        }
        var folder = node
        folder.mode = FileMode.treeMode(of: mode_t(S_IFDIR) | 0o700)
        let newest = records.map(\.file.modified).max() ?? time
        (folder.mtime, folder.atime, folder.ctime) = (newest, newest, newest)
        return try Self.directory(folder, try tree(nodes))
    }
}
