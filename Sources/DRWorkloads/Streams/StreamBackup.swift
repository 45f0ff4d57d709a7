import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Backs up a stream of bytes as one file of a snapshot.
///
/// One thread reads and cuts, the others hash, compress and store. A crash at any point leaves no snapshot.
package final class StreamBackup: Sendable {
    private let options: BackupOptions
    private let path: [[UInt8]]
    private let cancellation: Cancellation
    /// Running counts.
    package let progress: BackupProgress

    /// Prepares a backup.
    ///
    /// - Parameters:
    ///   - options: the targets, the exclusion and the kind play no part.
    ///   - path: where the file lies in the snapshot, from its root.
    /// - Throws: `DRError` (usage) for a path that names no file.
    package init(
        _ options: BackupOptions,
        path: String,
        progress: BackupProgress = BackupProgress(),
        cancellation: Cancellation
    ) throws {
        self.options = options
        self.path = path.utf8.split(separator: UInt8(ascii: "/")).map { [UInt8]($0) }
        self.progress = progress
        self.cancellation = cancellation
        let names = ["", ".", ".."].map { [UInt8]($0.utf8) }
        guard !self.path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0),
            !self.path.contains(where: names.contains)
        else {
            throw DRError(.usage, "this names no file in a snapshot", object: path, hint: "use a name such as db.sql")
        }
    }

    /// The one path of the snapshot.
    package var snapshotPath: String { "/" + path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/") }

    /// Runs the backup.
    ///
    /// - Parameters:
    ///   - read: fills the space and returns the bytes; less than there is room for only at the end. Called from
    ///     another thread.
    ///   - beforeCommit: called when all content is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: what `read` and `beforeCommit` throw; `DRError` when the repository cannot be written.
    package func run(
        into destination: BackupDestination,
        read: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws -> Int,
        beforeCommit: () throws -> Void = {}
    ) throws -> BackupReport {
        let start = Timestamp.now
        try destination.repository.config.validateForWriting()
        let pool = BackupPool(cancellation: cancellation)
        let findings = BackupFindings(progress: progress) { _ in }
        let run = BackupRun(options: options, pool: pool, progress: progress, findings: findings)
        progress.expect(destination.parent)
        try run.open(destination)
        let owners = OwnerNames()
        pool.submit(.file) { [self] worker in
            let size = Mutex<UInt64>(0)
            let content = ChunkedContent { [self] ids, worker in
                progress.filesNew.add(1, ordering: .relaxed)
                try storeTrees(run, ids, size.withLock { $0 }, start, owners, worker)
            }
            let total = try run.storeChunks(of: content, worker, read: read)
            size.withLock { $0 = total }
            try content.end(worker)
        }
        pool.open()
        let threads = try (0..<max(options.workers, 1)).map { _ in
            try WorkerThread { pool.work(BackupWorker(owners: owners, keepsAccessTimes: false)) }
        }
        for thread in threads { thread.join() }
        return try run.conclude(paths: [snapshotPath], start, cancellation, beforeCommit)
    }

    /// Stores the tree that holds the file, and those of the directories above it.
    private func storeTrees(
        _ run: BackupRun,
        _ content: [ObjectID],
        _ size: UInt64,
        _ time: Timestamp,
        _ owners: OwnerNames,
        _ worker: BackupWorker
    ) throws {
        let (destination, writer, _) = try run.opened()
        var tree: ObjectID?
        for name in path.reversed() {
            var node = Node()
            node.name = name
            node.mtime = time
            node.atime = time
            node.ctime = time
            node.uid = HostIdentity.current.uid
            node.gid = HostIdentity.current.gid
            node.user = owners.user(node.uid)
            node.group = owners.group(node.gid)
            if let below = tree {
                node.kind = .directory
                node.mode = FileMode.treeMode(of: mode_t(S_IFDIR) | 0o755)
                node.subtree = below
            } else {
                node.mode = FileMode.treeMode(of: mode_t(S_IFREG) | 0o644)
                node.size = size
                node.links = 1
                node.content = content
            }
            worker.tree.removeAll()
            var encoder = TreeEncoder(worker.tree)
            try encoder.append(node)
            encoder.finish()
            tree = try writer.save(.tree, worker.tree.bytes, worker.codec(destination)).id
        }
        run.rootTree = tree
    }
}
