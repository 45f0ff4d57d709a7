import DRCore
import DRRepository
import DRStorage
import Synchronization

/// A file whose content is to be read.
struct PendingFile {
    var position: Int
    var isNew: Bool
    /// The content in the parent snapshot when size and times say that it should be the same.
    var expected: [ObjectID]?
}

extension BackupRun {
    /// Files up to this size are read in one go, as one blob, in bytes.
    static let smallLimit = Chunker.minimumSize
    private static let batchBytes: UInt64 = 1 << 20
    private static let batchFiles = 64

    /// Compares a listed directory with the parent snapshot and asks for the files that must be read.
    func compare(_ directory: DirectoryState, _ worker: BackupWorker) throws {
        if !directory.isVirtual { pool.countListed(-directory.nodes.count) }
        if directory.isOmitted { return try leaveOut(directory, worker) }
        let previous = try previousNodes(directory, worker)
        var matches = MergeCursor(previous)
        var toRead: [PendingFile] = []
        var nextChild = 0
        for position in 0..<directory.nodes.count {
            let match = matches.find(directory.nodes[position].name)
            switch directory.nodes[position].kind {
            case .file:
                if let file = try decide(directory, position, match) { toRead.append(file) }
            case .directory:
                let child = directory.children[nextChild]
                nextChild += 1
                if let match, match.kind == .directory { child.previousTree = match.subtree }
                directory.expect(1)
                arrived(child)
            default:
                break
            }
        }
        submit(toRead, of: directory)
        try finishPiece(of: directory, worker)
    }

    private func previousNodes(_ directory: DirectoryState, _ worker: BackupWorker) throws -> [Node] {
        guard let tree = directory.previousTree else { return [] }
        let destination = try opened().destination
        do {
            return try destination.repository.loadTree(tree, worker.codec(destination))
        } catch let error as DRError where error.code == .integrity {
            return try doWithout(tree, directory, error.message)
        } catch let failure as StorageFailure where failure.reason == .notFound {
            return try doWithout(tree, directory, String(describing: failure))
        }
    }

    /// Goes on without the listing in the parent: everything is read, and the listing stored again if it is the same.
    private func doWithout(_ tree: ObjectID, _ directory: DirectoryState, _ reason: String) throws -> [Node] {
        findings.report(
            directory.path,
            "its listing in the parent snapshot is damaged, so all of it is read: \(reason)",
            isMissing: false
        )
        try opened().writer.distrust(tree)
        return []
    }

    /// Takes over an unchanged file, or returns what must be read.
    private func decide(_ directory: DirectoryState, _ position: Int, _ match: Node?) throws -> PendingFile? {
        guard let match, match.kind == .file, let content = match.content else {
            return PendingFile(position: position, isNew: true, expected: nil)
        }
        let looksSame = directory.nodes[position].looksUnchanged(since: match, options)
        let destination = try opened().destination
        guard looksSame, destination.repository.index.containsAll(.data, content) else {
            return PendingFile(position: position, isNew: false, expected: nil)
        }
        if options.kind == .full { return PendingFile(position: position, isNew: false, expected: content) }
        directory.nodes[position].content = content
        progress.filesUnmodified.wrappingAdd(1, ordering: .relaxed)
        progress.bytesDone.wrappingAdd(directory.nodes[position].size, ordering: .relaxed)
        return nil
    }

    /// Hands out files: large ones each by itself, small ones in batches.
    private func submit(_ files: [PendingFile], of directory: DirectoryState) {
        var batch: [PendingFile] = []
        var bytes: UInt64 = 0
        func flush() {
            guard !batch.isEmpty else { return }
            let files = batch
            directory.expect(1)
            pool.submit(.file) { [self] worker in
                try read(files, of: directory, worker)
                try finishPiece(of: directory, worker)
            }
            batch.removeAll(keepingCapacity: true)
            bytes = 0
        }
        for file in files {
            let size = directory.nodes[file.position].size
            if bytes + size > Self.batchBytes || batch.count >= Self.batchFiles { flush() }
            batch.append(file)
            bytes += size
        }
        flush()
    }

    private func leaveOut(_ directory: DirectoryState, _ worker: BackupWorker) throws {
        guard let above = directory.above else {
            throw DRError(.failed, "nothing of what was asked for could be read")
        }
        above.nodes[directory.position].name = []
        try finishPiece(of: above, worker)
    }
}

extension Node {
    /// Whether size, times and inode say that a file is what it was in the parent snapshot.
    fileprivate func looksUnchanged(since previous: Node, _ options: BackupOptions) -> Bool {
        size == previous.size && mtime == previous.mtime
            && (options.ignoresChangeTime || ctime == previous.ctime)
            && (options.ignoresInode || inode == previous.inode)
    }
}
