import CLinux
import DRCore
import DRRepository
import DRStorage

extension BackupRun {
    /// Stores the files that the backup carries and returns the entry of their directory; nil when there are none.
    func storeRecords(_ worker: BackupWorker) throws -> Node? {
        guard !options.records.isEmpty else { return nil }
        let files = options.records.map { (path: $0.path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init), $0) }
        return try directory(Array(RecordFile.folder.utf8), files[...], depth: 0, worker)
    }

    /// Stores a directory of records.
    ///
    /// - Parameter depth: how many names of each path are above its entries.
    private func directory(
        _ name: [UInt8],
        _ files: ArraySlice<(path: [[UInt8]], RecordFile)>,
        depth: Int,
        _ worker: BackupWorker
    ) throws -> Node {
        let entries = Dictionary(grouping: files) { $0.path[depth] }
        let tree = ByteBuffer()
        var encoder = TreeEncoder(tree)
        for name in entries.keys.sorted(by: DirectoryListing.precedes) {
            guard let below = entries[name] else { continue }
            if let file = below.first, file.path.count == depth + 1 {
                try encoder.append(try node(name, file.1, worker))
            } else {
                try encoder.append(try directory(name, below[...], depth: depth + 1, worker))
            }
        }
        encoder.finish()
        let (destination, writer, _) = try opened()
        var node = Self.node(name, mode_t(S_IFDIR) | 0o700, files.map(\.1.modified).max())
        node.subtree = try writer.save(.tree, tree.bytes, worker.codec(destination)).id
        return node
    }

    private func node(_ name: [UInt8], _ file: RecordFile, _ worker: BackupWorker) throws -> Node {
        let (destination, writer, chunker) = try opened()
        var node = Self.node(name, mode_t(S_IFREG) | 0o600, file.modified)
        node.links = 1
        node.size = UInt64(file.content.count)
        node.content = try file.content.withUnsafeBytes { bytes in
            var content: [ObjectID] = []
            var start = 0
            while start < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard let length = chunker.cut(rest, isLast: true) else { break }
                let chunk = UnsafeRawBufferPointer(rebasing: rest[..<length])
                content.append(try writer.save(.data, chunk, worker.codec(destination)).id)
                start += length
            }
            return content
        }
        return node
    }

    private static func node(_ name: [UInt8], _ mode: mode_t, _ modified: Timestamp?) -> Node {
        var node = Node()
        node.name = name
        node.kind = FileMode.kind(of: mode)
        node.mode = FileMode.treeMode(of: mode)
        node.mtime = modified ?? Timestamp(seconds: 0)
        node.atime = node.mtime
        node.ctime = node.mtime
        node.user = "root"
        node.group = "root"
        return node
    }
}
