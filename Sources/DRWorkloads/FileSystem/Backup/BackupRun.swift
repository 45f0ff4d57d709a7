import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// The state that all jobs of one backup share.
final class BackupRun: @unchecked Sendable {
    let options: BackupOptions
    let pool: BackupPool
    let progress: BackupProgress
    let findings: BackupFindings
    let segments: SegmentPool

    /// Set before `pool.open()`, which orders it before every job that reads it.
    private(set) var destination: BackupDestination?
    private(set) var writer: BlobWriter?
    private(set) var chunker: Chunker?
    /// The tree of the whole backup, once its last entry is done.
    private(set) var rootTree: ObjectID?

    init(
        options: BackupOptions,
        pool: BackupPool,
        progress: BackupProgress,
        findings: BackupFindings
    ) {
        self.options = options
        self.pool = pool
        self.progress = progress
        self.findings = findings
        segments = SegmentPool(count: options.workers + 1)
    }

    /// Takes the opened repository and lets the jobs that need it begin.
    func open(_ destination: BackupDestination) throws {
        self.destination = destination
        writer = try BlobWriter(destination.repository, options: destination.options)
        chunker = try Chunker(polynomial: Polynomial(destination.repository.config.chunkerPolynomial))
    }

    /// The parts that exist once the repository is open.
    func opened() throws -> (destination: BackupDestination, writer: BlobWriter, chunker: Chunker) {
        guard let destination, let writer, let chunker else {
            throw DRError(.failed, "a backup job ran before the repository was open")
        }
        return (destination, writer, chunker)
    }

    /// Counts one piece of a directory as done; when it was the last, stores the tree and hands it up, and so on for
    /// the directories that waited for nothing else.
    func finishPiece(of directory: DirectoryState, _ worker: BackupWorker) throws {
        var directory = directory
        while directory.finishOne() {
            let tree = try storeTree(directory, worker)
            guard let above = directory.above else {
                rootTree = tree
                return
            }
            above.nodes[directory.position].subtree = tree
            directory = above
        }
    }

    private func storeTree(_ directory: DirectoryState, _ worker: BackupWorker) throws -> ObjectID {
        let (destination, writer, _) = try opened()
        var records = directory.above == nil ? try storeRecords(worker) : nil
        worker.tree.removeAll()
        var encoder = TreeEncoder(worker.tree)
        for node in directory.nodes where !node.name.isEmpty {
            if let due = records, !DirectoryListing.precedes(node.name, due.name) {
                guard node.name != due.name else { throw RecordFile.conflict }
                try encoder.append(due)
                records = nil
            }
            try encoder.append(node)
        }
        if let records { try encoder.append(records) }
        encoder.finish()
        directory.release()
        let (tree, _) = try writer.save(.tree, worker.tree.bytes, worker.codec(destination))
        if directory.above != nil, !directory.isVirtual { count(directory, tree) }
        return tree
    }

    private func count(_ directory: DirectoryState, _ tree: ObjectID) {
        switch directory.previousTree {
        case nil: progress.directoriesNew.wrappingAdd(1, ordering: .relaxed)
        case tree: progress.directoriesUnmodified.wrappingAdd(1, ordering: .relaxed)
        default: progress.directoriesChanged.wrappingAdd(1, ordering: .relaxed)
        }
    }
}
