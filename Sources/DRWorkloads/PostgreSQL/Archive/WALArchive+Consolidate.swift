import DRCore
import DRRepository
import DRStorage

extension WALArchive {
    /// Snapshots with at least so many files are not put together any more, so that each file is listed anew few times.
    private static let fullBatch = 2048

    /// Puts the small snapshots made before a time together into one; no data is moved, and each file stays readable.
    ///
    /// The caller holds a shared lock and has called `refresh` under it. The new snapshot is durable before the old ones
    /// are removed; dying in between leaves files named twice, which the next call puts together.
    ///
    /// - Parameter minimum: with fewer snapshots than this nothing is done.
    /// - Returns: how many snapshots were replaced.
    package func consolidate(before time: Timestamp, minimum: Int = 2, hostname: String, programVersion: String) throws
        -> Int
    {
        let old = batches.values.filter { $0.time < time && !$0.isTail && $0.files.count < Self.fullBatch }
            .sorted { $0.id < $1.id }
        guard old.count >= max(minimum, 2) else { return 0 }
        return try rewrite(old, hostname: hostname, programVersion: programVersion) { _ in true }
    }

    /// Drops files that no recovery needs any more.
    ///
    /// What was said of `consolidate` holds here too; `prune` frees the space afterwards.
    ///
    /// - Parameter isNeeded: whether a file must stay.
    /// - Returns: the names that were dropped.
    package func drop(
        hostname: String,
        programVersion: String,
        unless isNeeded: (ArchivedWALFile) -> Bool
    ) throws -> [String] {
        let dropped = files.values.filter { !isNeeded($0) }.map(\.name).sorted()
        let concerned = batches.values.filter { !$0.isTail && !$0.files.allSatisfy(isNeeded) }
            .sorted { $0.id < $1.id }
        guard !concerned.isEmpty else { return dropped }
        _ = try rewrite(concerned, hostname: hostname, programVersion: programVersion, keeping: isNeeded)
        return dropped
    }

    /// Replaces snapshots by one with the files of them that are kept; by none when there are no such files.
    private func rewrite(
        _ old: [WALBatch],
        hostname: String,
        programVersion: String,
        keeping isKept: (ArchivedWALFile) -> Bool
    ) throws -> Int {
        let codec = try repository.makeCodec(writeOptions)
        var nodes: [String: Node] = [:]
        for batch in old {
            let kept = Set(batch.files.filter(isKept).map(\.name))
            guard !kept.isEmpty else { continue }
            for node in try folder(of: batch.id, codec) {
                let name = String(decoding: node.name, as: UTF8.self)
                if kept.contains(name), nodes[name] == nil { nodes[name] = node }
            }
        }
        guard !nodes.isEmpty else {
            for batch in old { try repository.backend.delete(ObjectName(.snapshot, batch.id)) }
            replace(old.map(\.id), with: nil)
            return old.count
        }
        let entries = nodes.values.sorted { DirectoryListing.precedes($0.name, $1.name) }
        let writer = try BlobWriter(repository, options: writeOptions)
        let root: ObjectID
        do { root = try storeTrees(entries, writer, codec) } catch {
            _ = Result { try writer.finish() }
            throw error
        }
        try writer.finish()
        let id = try commit(
            (root, entries),
            tags: [],
            time: old.map(\.time).max() ?? .now,
            replacing: old.map(\.id),
            hostname: hostname,
            programVersion: programVersion,
            codec
        )
        return old.count { $0.id != id }
    }

    private func folder(of snapshot: ObjectID, _ codec: BlobCodec) throws -> [Node] {
        let tree = try repository.loadSnapshot(snapshot, codec).tree
        guard let folder = try TreeWalker(repository, codec).find(path.utf8, below: tree)?.subtree else { return [] }
        return try repository.loadTree(folder, codec)
    }
}
