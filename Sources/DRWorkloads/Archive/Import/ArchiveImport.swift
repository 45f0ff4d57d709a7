import CArchive
import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Makes a snapshot of an archive: tar, cpio, zip or 7z, compressed by gzip, bzip2, xz, zstd or lz4.
///
/// One thread reads, several store. A failure leaves no snapshot; what was stored until then is indexed, so that
/// another try need not store it again.
package struct ArchiveImport {
    private let options: ImportOptions
    private let progress: ArchiveProgress
    private let cancellation: Cancellation
    private let findings: ArchiveFindings

    /// Prepares an import.
    ///
    /// - Parameter onProblem: called for each entry that cannot be taken in, or not as it is.
    package init(
        _ options: ImportOptions,
        progress: ArchiveProgress = ArchiveProgress(),
        cancellation: Cancellation,
        onProblem: @escaping @Sendable (SourceProblem) -> Void = { _ in }
    ) {
        self.options = options
        self.progress = progress
        self.cancellation = cancellation
        findings = ArchiveFindings(progress, onProblem)
    }

    /// Imports the archive at `path`; `-` is standard input.
    ///
    /// - Parameters:
    ///   - repository: opened, with its index read.
    ///   - beforeCommit: called when all content is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: `DRError` naming the archive when it is empty, damaged, cut short, encrypted or of no known format.
    package func run(
        _ path: String,
        into repository: Repository,
        writeOptions: WriteOptions = WriteOptions(),
        beforeCommit: () throws -> Void = {}
    ) throws -> ImportReport {
        let start = Timestamp.now
        try repository.config.validateForWriting()
        let (input, recorded, time) = try open(path, start)
        progress.archiveSize.store(UInt64(input.size ?? 0), ordering: .relaxed)
        let reader = try ArchiveReader(input, progress: progress, cancellation: cancellation)
        let writer = try BlobWriter(repository, options: writeOptions)
        let outcome = Result {
            let content = try ImportContent(repository, writer, writeOptions)
            defer { content.stop() }
            var run = ImportRun(reader, content, time: time, progress, findings, cancellation)
            try run.readAll()
            guard !run.tree.root.children.isEmpty else {
                throw DRError(.failed, "the archive holds nothing that can be imported", object: input.name)
            }
            let codec = try repository.makeCodec(writeOptions)
            var trees = ImportTreeWriter(writer, codec, ids: try content.finish(), cancellation: cancellation)
            return (try trees.store(run.tree.root), trees)
        }
        let stored = Result { try writer.finish() }
        let (tree, trees) = try outcome.get()
        try stored.get()
        var snapshot = describe(tree, recorded, start)
        snapshot.summary = summarise(trees, writer.statistics, start)
        try beforeCommit()
        try cancellation.check()
        snapshot = try repository.save(snapshot, repository.makeCodec(writeOptions))
        return ImportReport(
            snapshot: snapshot,
            entries: progress.entries.load(ordering: .relaxed),
            problems: findings.problems,
            problemCount: progress.problems.load(ordering: .relaxed)
        )
    }

    private func open(_ path: String, _ now: Timestamp) throws -> (ArchiveInput, recorded: String, Timestamp) {
        if path == "-" {
            let copy = dup(STDIN_FILENO)
            guard copy >= 0 else { throw DRError.system("read", "standard input", errno: clinux_errno()) }
            return (try ArchiveInput(FileDescriptor(owning: copy), name: "standard input"), "/stdin", now)
        }
        let file = try FileDescriptor.open(path, O_RDONLY)
        let status = try file.status(path: path)
        guard clinux_is_directory(status.st_mode) == 0 else {
            throw DRError(.failed, "this is a directory, not an archive", object: path, hint: "use `dr backup` for it")
        }
        var absolute = path
        if let resolved = realpath(path, nil) {
            absolute = String(cString: resolved)
            free(resolved)
        }
        return (try ArchiveInput(file, name: path), absolute, Timestamp(status.st_mtim))
    }

    private func describe(_ tree: ObjectID, _ path: String, _ start: Timestamp) -> Snapshot {
        var snapshot = Snapshot(tree: tree)
        snapshot.time = options.time ?? start
        snapshot.paths = [options.path.isEmpty ? path : options.path]
        snapshot.hostname = options.hostname.isEmpty ? HostIdentity.current.hostname : options.hostname
        snapshot.username = HostIdentity.current.username
        snapshot.uid = HostIdentity.current.uid
        snapshot.gid = HostIdentity.current.gid
        snapshot.tags = ["import"] + options.tags.filter { $0 != "import" }
        snapshot.programVersion = options.programVersion
        return snapshot
    }

    private func summarise(_ trees: ImportTreeWriter, _ written: WriteStatistics, _ start: Timestamp) -> SnapshotSummary
    {
        var summary = SnapshotSummary()
        summary.backupStart = start
        summary.backupEnd = .now
        summary.filesNew = trees.files
        summary.directoriesNew = trees.directories
        summary.dataBlobs = written.dataBlobs
        summary.treeBlobs = written.treeBlobs
        summary.dataAdded = written.contentBytes
        summary.dataAddedPacked = written.storedBytes
        summary.totalFilesProcessed = trees.files
        summary.totalBytesProcessed = trees.bytes
        return summary
    }
}
