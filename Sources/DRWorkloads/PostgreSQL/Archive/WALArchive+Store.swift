import CLinux
import DRCore
import DRRepository
import DRStorage

extension WALArchive {
    /// Stores a batch of files as one snapshot; when this returns, the repository holds all of them.
    ///
    /// A file that is archived already with the same content is not stored again. The caller holds a shared lock and has
    /// called `refresh` under it. Dying before the end leaves no snapshot, and PostgreSQL hands the files over again.
    /// After a failure the index of the repository must not be written with any more: it claims blobs that were not stored.
    ///
    /// - Parameters:
    ///   - sources: the files, each with another name.
    ///   - hostname: what the snapshot says of its host.
    ///   - beforeCommit: called when all but the snapshot is stored; what it throws ends the work.
    /// - Returns: how many were new.
    /// - Throws: `DRError` (integrity) when a file is of another cluster, or another content has its name already:
    ///   two servers archive to the same place then. Nothing of the batch is stored.
    package func store(
        _ sources: [WALSource],
        hostname: String,
        programVersion: String,
        beforeCommit: () throws -> Void = {}
    ) throws -> Int {
        guard let batch = try prepare(sources, hostname: hostname, programVersion: programVersion) else { return 0 }
        try adopt(batch.commit(beforeCommit))
        return batch.count
    }

    /// Begins to store a batch of files: they are read, compressed and handed to the storage.
    ///
    /// What was said of `store` holds here too, but that `WALPendingBatch.commit` makes them durable, and `adopt` known.
    ///
    /// - Parameter inHaste: the server is behind, so only samples are read back before they leave (decision 0012).
    /// - Returns: nil when all are archived already.
    package func prepare(
        _ sources: [WALSource],
        inHaste: Bool = false,
        hostname: String,
        programVersion: String
    ) throws -> WALPendingBatch? {
        let files = try sources.compactMap { source in
            let file = try WALFileContent(source)
            try file.requireCluster(systemIdentifier)
            guard let known = self.files[source.name.name], !known.isTail else { return file }
            try require(file, isThatOf: known)
            return nil
        }
        guard !files.isEmpty else { return nil }
        return try prepare(files, inHaste: inHaste, tags: [], hostname: hostname, programVersion: programVersion)
    }

    /// Knows a batch that has become durable.
    package func adopt(_ batch: WALBatch) throws {
        replace([], with: batch)
        try removeTails(replacedBy: batch.isTail ? batch.id : nil)
    }

    /// Stores the unfinished end of the log, under the name of its segment with `.partial`, in place of the one before.
    ///
    /// What was said of `store` holds here too.
    ///
    /// - Parameter end: how far it reaches.
    package func storeTail(
        _ source: WALSource,
        end: LogSequenceNumber,
        hostname: String,
        programVersion: String,
        beforeCommit: () throws -> Void = {}
    ) throws {
        let file = try WALFileContent(source)
        try file.requireCluster(systemIdentifier)
        let tags = [Self.tailTag, Self.endTag + end.description]
        try adopt(prepare([file], tags: tags, hostname: hostname, programVersion: programVersion).commit(beforeCommit))
    }

    /// Removes the unfinished ends of the log that a newer one, or the whole segment, replaces.
    private func removeTails(replacedBy newest: ObjectID?) throws {
        var gone: [ObjectID] = []
        for batch in batches.values where batch.isTail && batch.id != newest {
            let isWhole = batch.files.allSatisfy { files[String($0.name.dropLast(".partial".count))] != nil }
            if newest != nil || isWhole { gone.append(batch.id) }
        }
        for id in gone { try repository.backend.delete(ObjectName(.snapshot, id)) }
        if !gone.isEmpty { replace(gone, with: nil) }
    }

    /// Writes the snapshot of what was stored, and knows it from then on.
    @discardableResult
    func commit(
        _ stored: (root: ObjectID, entries: [Node]),
        tags: [String],
        time: Timestamp = .now,
        replacing replaced: [ObjectID] = [],
        hostname: String,
        programVersion: String,
        _ codec: BlobCodec
    ) throws -> ObjectID {
        let snapshot = snapshot(stored.root, tags: tags, time: time, hostname: hostname, programVersion: programVersion)
        guard let id = try repository.save(snapshot, codec).id else {
            throw DRError(.failed, "a snapshot was stored without an id")
        }
        let gone = replaced.filter { $0 != id }
        for old in gone { try repository.backend.delete(ObjectName(.snapshot, old)) }
        let files = Self.archived(stored.entries, in: id, isTail: tags.contains(Self.tailTag))
        replace(gone, with: WALBatch(id, snapshot, files))
        return id
    }

    private func snapshot(
        _ root: ObjectID,
        tags: [String],
        time: Timestamp,
        hostname: String,
        programVersion: String
    ) -> Snapshot {
        var snapshot = Snapshot(tree: root)
        snapshot.time = time
        snapshot.hostname = hostname
        snapshot.username = "postgres"
        snapshot.paths = [path]
        snapshot.tags = self.tags + tags + extraTags
        snapshot.programVersion = programVersion
        return snapshot
    }

    static func archived(_ nodes: [Node], in snapshot: ObjectID, isTail: Bool = false) -> [ArchivedWALFile] {
        nodes.map { node in
            ArchivedWALFile(
                name: String(decoding: node.name, as: UTF8.self),
                size: node.size,
                content: node.content ?? [],
                modified: node.mtime,
                snapshot: snapshot,
                isTail: isTail
            )
        }
    }

    private func require(_ file: WALFileContent, isThatOf known: ArchivedWALFile) throws {
        let hasher = try SHA256Hasher()
        let space = ByteBuffer()
        let ids = try file.pieces.map { hasher.hash(try file.read($0, into: space)) }
        guard known.hasSameContent(size: UInt64(file.size), content: ids) else {
            throw DRError(
                .integrity,
                "another file of this name is archived already; two servers seem to archive to one place",
                object: file.source.name.name,
                hint: "find the other server (a clone, an old primary, a restored copy), stop its archiving, and do "
                    + "not remove the archived file: backups may need it"
            )
        }
    }

    private func prepare(
        _ files: [WALFileContent],
        inHaste: Bool = false,
        tags: [String],
        hostname: String,
        programVersion: String
    ) throws -> WALPendingBatch {
        let codec = try repository.makeCodec(writeOptions)
        let writer = try BlobWriter(repository, options: writeOptions)
        let stored: (root: ObjectID, entries: [Node])
        do {
            stored = try store(files, inHaste: inHaste, writer, codec)
        } catch {
            // The threads of the writer end; what was stored so far is found again by the next try.
            _ = Result { try writer.finish() }
            throw error
        }
        let snapshot = snapshot(
            stored.root,
            tags: tags,
            time: .now,
            hostname: hostname,
            programVersion: programVersion
        )
        return WALPendingBatch(
            repository,
            writer,
            codec,
            snapshot,
            stored.entries,
            isTail: tags.contains(Self.tailTag)
        )
    }

    private func store(
        _ files: [WALFileContent],
        inHaste: Bool,
        _ writer: BlobWriter,
        _ codec: BlobCodec
    ) throws -> (root: ObjectID, entries: [Node]) {
        let work = files.indices.flatMap { file in
            let pieces = files[file].pieces
            return stride(from: 0, to: pieces.count, by: 2).map { start in
                (file: file, pieces: pieces[start..<min(start + 2, pieces.count)])
            }
        }
        let codecs = try threadCodecs()
        let ids = try ParallelWork.map(count: work.count, workers: codecs.count) { worker, number in
            let (file, pieces) = work[number]
            return try codecs[worker].store(files[file], pieces, inHaste: inHaste, writer)
        }
        var nodes = files.map(\.node)
        for (part, ids) in zip(work, ids) { nodes[part.file].content?.append(contentsOf: ids) }
        nodes.sort { DirectoryListing.precedes($0.name, $1.name) }
        return (try storeTrees(nodes, writer, codec), nodes)
    }

    /// Stores the directory of the files and those above it; returns the root.
    func storeTrees(_ nodes: [Node], _ writer: BlobWriter, _ codec: BlobCodec) throws -> ObjectID {
        var tree = try writer.saveTree(nodes, codec)
        for name in [String(systemIdentifier), Self.folder] {
            var node = Node()
            node.name = Array(name.utf8)
            node.kind = .directory
            node.mode = FileMode.treeMode(of: mode_t(S_IFDIR) | 0o700)
            node.mtime = nodes.map(\.mtime).max() ?? Timestamp(seconds: 0)
            node.atime = node.mtime
            node.ctime = node.mtime
            node.subtree = tree
            tree = try writer.saveTree([node], codec)
        }
        return tree
    }
}

extension BlobWriter {
    /// Stores a directory with these entries, which ascend by name.
    fileprivate func saveTree(_ nodes: [Node], _ codec: BlobCodec) throws -> ObjectID {
        let buffer = ByteBuffer()
        var encoder = TreeEncoder(buffer)
        for node in nodes { try encoder.append(node) }
        encoder.finish()
        return try save(.tree, buffer.bytes, codec).id
    }
}
