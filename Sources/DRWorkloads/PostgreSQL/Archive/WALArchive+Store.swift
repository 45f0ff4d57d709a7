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
        let codec = try repository.makeCodec(writeOptions)
        var files: [WALFileContent] = []
        for source in sources {
            let file = try WALFileContent(source)
            try file.requireCluster(systemIdentifier)
            if let known = self.files[source.name.name], !known.isTail {
                try require(file, isThatOf: known, codec)
            } else {
                files.append(file)
            }
        }
        guard !files.isEmpty else { return 0 }
        let stored = try store(files, codec, beforeCommit)
        try commit(stored, tags: [], hostname: hostname, programVersion: programVersion, codec)
        try removeTails(replacedBy: nil)
        return files.count
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
        let codec = try repository.makeCodec(writeOptions)
        let file = try WALFileContent(source)
        try file.requireCluster(systemIdentifier)
        let stored = try store([file], codec, beforeCommit)
        let id = try commit(
            stored,
            tags: [Self.tailTag, Self.endTag + end.description],
            hostname: hostname,
            programVersion: programVersion,
            codec
        )
        try removeTails(replacedBy: id)
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
        var snapshot = Snapshot(tree: stored.root)
        snapshot.time = time
        snapshot.hostname = hostname
        snapshot.username = "postgres"
        snapshot.paths = [path]
        snapshot.tags = self.tags + tags + extraTags
        snapshot.programVersion = programVersion
        guard let id = try repository.save(snapshot, codec).id else {
            throw DRError(.failed, "a snapshot was stored without an id")
        }
        let gone = replaced.filter { $0 != id }
        for old in gone { try repository.backend.delete(ObjectName(.snapshot, old)) }
        let files = Self.archived(stored.entries, in: id, isTail: tags.contains(Self.tailTag))
        replace(gone, with: WALBatch(id, snapshot, files))
        return id
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

    private func require(_ file: WALFileContent, isThatOf known: ArchivedWALFile, _ codec: BlobCodec) throws {
        let ids = file.pieces.map { codec.hasher.hash(UnsafeRawBufferPointer(rebasing: file.bytes.bytes[$0])) }
        guard known.hasSameContent(size: UInt64(file.bytes.count), content: ids) else {
            throw DRError(
                .integrity,
                "another file of this name is archived already; two servers seem to archive to one place",
                object: file.source.name.name,
                hint: "find the other server (a clone, an old primary, a restored copy), stop its archiving, and do "
                    + "not remove the archived file: backups may need it"
            )
        }
    }

    private func store(
        _ files: [WALFileContent],
        _ codec: BlobCodec,
        _ beforeCommit: () throws -> Void
    ) throws -> (root: ObjectID, entries: [Node]) {
        let writer = try BlobWriter(repository, options: writeOptions)
        let stored: (root: ObjectID, entries: [Node])
        do {
            stored = try store(files, writer)
        } catch {
            // The threads of the writer end; what was stored so far is found again by the next try.
            _ = Result { try writer.finish() }
            throw error
        }
        try writer.finish()
        try beforeCommit()
        return stored
    }

    private func store(_ files: [WALFileContent], _ writer: BlobWriter) throws -> (root: ObjectID, entries: [Node]) {
        let pieces = files.indices.flatMap { file in files[file].pieces.map { (file: file, range: $0) } }
        let codecs = try (0..<WorkerThread.processorCount).map { _ in try repository.makeCodec(writeOptions) }
        let ids = try ParallelWork.map(count: pieces.count, workers: codecs.count) { worker, number in
            let (file, range) = pieces[number]
            let bytes = UnsafeRawBufferPointer(rebasing: files[file].bytes.bytes[range])
            return try writer.save(.data, bytes, codecs[worker]).id
        }
        var nodes = files.map(\.node)
        for (piece, id) in zip(pieces, ids) { nodes[piece.file].content?.append(id) }
        nodes.sort { DirectoryListing.precedes($0.name, $1.name) }
        return (try storeTrees(nodes, writer, codecs[0]), nodes)
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
