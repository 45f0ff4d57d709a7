import DRCore
import DRRepository
import DRStorage

extension WALArchive {
    /// Puts the snapshots made before a time together into one; no data is moved, and each file stays readable throughout.
    ///
    /// The caller holds a shared lock and has called `refresh` under it. The new snapshot is durable before the old ones
    /// are removed; dying in between leaves files named twice, which the next call puts together.
    ///
    /// - Parameter minimum: with fewer snapshots than this nothing is done.
    /// - Returns: how many snapshots were replaced.
    package func consolidate(before time: Timestamp, minimum: Int = 2, hostname: String, programVersion: String) throws
        -> Int
    {
        let codec = try repository.makeCodec()
        var old: [(id: ObjectID, time: Timestamp)] = []
        for id in batches.keys.sorted() {
            let made = try repository.loadSnapshot(id, codec).time
            if made < time { old.append((id, made)) }
        }
        guard old.count >= max(minimum, 2), let newest = old.map(\.time).max() else { return 0 }
        var nodes: [String: Node] = [:]
        for (id, _) in old {
            for node in try folder(of: id, codec) where nodes[String(decoding: node.name, as: UTF8.self)] == nil {
                nodes[String(decoding: node.name, as: UTF8.self)] = node
            }
        }
        let entries = nodes.values.sorted { DirectoryListing.precedes($0.name, $1.name) }
        let writer = try BlobWriter(repository)
        let root: ObjectID
        do { root = try storeTrees(entries, writer, codec) } catch {
            _ = Result { try writer.finish() }
            throw error
        }
        try writer.finish()
        var snapshot = Snapshot(tree: root)
        snapshot.time = newest
        snapshot.hostname = hostname
        snapshot.username = "postgres"
        snapshot.paths = [path]
        snapshot.tags = tags
        snapshot.programVersion = programVersion
        guard let id = try repository.save(snapshot, codec).id else {
            throw DRError(.failed, "a snapshot was stored without an id")
        }
        let replaced = old.map(\.id).filter { $0 != id }
        for gone in replaced { try repository.backend.delete(ObjectName(.snapshot, gone)) }
        replace(replaced, with: id, Self.archived(entries, in: id))
        return replaced.count
    }

    private func folder(of snapshot: ObjectID, _ codec: BlobCodec) throws -> [Node] {
        let tree = try repository.loadSnapshot(snapshot, codec).tree
        guard let folder = try TreeWalker(repository, codec).find(path.utf8, below: tree)?.subtree else { return [] }
        return try repository.loadTree(folder, codec)
    }
}
