import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

extension BackupRun {
    /// Reads one file into the repository and fills in its node; what cannot be read is reported and left out.
    func read(_ file: PendingFile, of directory: DirectoryState, _ worker: BackupWorker, isRetry: Bool = false) throws {
        do {
            let source = try SourceFile(directory.sourcePath(at: file.position))
            let before = try source.status()
            guard Int(before.st_size) <= Self.smallLimit else {
                return try readLarge(file, of: directory, source, before, worker, isRetry: isRetry)
            }
            worker.content.resize(to: Self.smallLimit + 1)
            let count = try source.read(into: worker.content.mutableBytes)
            guard count <= Self.smallLimit else {
                return try readLarge(file, of: directory, source, before, worker, isRetry: isRetry)
            }
            if try hasChanged(before, source.status(), read: UInt64(count)) {
                if !isRetry { return try read(file, of: directory, worker, isRetry: true) }
                reportChanging(source.path)
            }
            progress.bytesRead.wrappingAdd(UInt64(count), ordering: .relaxed)
            progress.bytesDone.wrappingAdd(UInt64(count), ordering: .relaxed)
            var content: [ObjectID] = []
            if count > 0 {
                let (destination, writer, _) = try opened()
                let bytes = UnsafeRawBufferPointer(rebasing: worker.content.bytes[0..<count])
                content = [try writer.save(.data, bytes, worker.codec(destination)).id]
            }
            fill(file, of: directory, content, before, size: UInt64(count))
        } catch let failure as SourceFailure {
            leaveOut(file, of: directory, failure)
        }
    }

    /// Reads a file in chunks; the directory waits for the last of them.
    private func readLarge(
        _ file: PendingFile,
        of directory: DirectoryState,
        _ source: borrowing SourceFile,
        _ before: stat,
        _ worker: BackupWorker,
        isRetry: Bool
    ) throws {
        let outcome = LargeFileOutcome()
        directory.expect(1)
        let content = ChunkedContent { [self] ids, worker in
            if outcome.isAccepted { fill(file, of: directory, ids, before, size: outcome.size) }
            try finishPiece(of: directory, worker)
        }
        try source.rewind()
        do {
            outcome.size = try storeChunks(of: content, worker) { try source.read(into: $0) }
            let isStable = try !hasChanged(before, source.status(), read: outcome.size)
            if isStable || isRetry {
                if !isStable { reportChanging(source.path) }
                outcome.isAccepted = true
            } else {
                readAgain(file, of: directory)
            }
        } catch let failure as SourceFailure {
            leaveOut(file, of: directory, failure)
        }
        // Only now may the last chunk complete the file: what became of it is known.
        try content.end(worker)
    }

    private func readAgain(_ file: PendingFile, of directory: DirectoryState) {
        directory.expect(1)
        pool.submit(.file) { [self] worker in
            try read(file, of: directory, worker, isRetry: true)
            try finishPiece(of: directory, worker)
        }
    }

    private func leaveOut(_ file: PendingFile, of directory: DirectoryState, _ failure: SourceFailure) {
        findings.report(directory.sourcePath(at: file.position), failure.error, isMissing: !failure.isVanished)
        directory.nodes[file.position].name = []
    }

    private func hasChanged(_ before: stat, _ after: stat, read: UInt64) -> Bool {
        before.st_size != after.st_size || UInt64(after.st_size) != read
            || Timestamp(before.st_mtim) != Timestamp(after.st_mtim)
            || Timestamp(before.st_ctim) != Timestamp(after.st_ctim)
    }

    private func reportChanging(_ path: [UInt8]) {
        findings.report(
            path,
            "it changed while it was read, twice; what is stored may mix old and new",
            isMissing: false
        )
    }

    /// Completes the node of a file that was read.
    private func fill(
        _ file: PendingFile,
        of directory: DirectoryState,
        _ content: [ObjectID],
        _ status: stat,
        size: UInt64
    ) {
        directory.nodes[file.position].mtime = Timestamp(status.st_mtim)
        directory.nodes[file.position].ctime = Timestamp(status.st_ctim)
        directory.nodes[file.position].inode = UInt64(status.st_ino)
        if !options.keepsAccessTimes { directory.nodes[file.position].atime = Timestamp(status.st_mtim) }
        directory.nodes[file.position].content = content
        directory.nodes[file.position].size = size
        if file.isNew {
            progress.filesNew.wrappingAdd(1, ordering: .relaxed)
        } else if file.expected == content {
            progress.filesUnmodified.wrappingAdd(1, ordering: .relaxed)
        } else {
            progress.filesChanged.wrappingAdd(1, ordering: .relaxed)
            if file.expected != nil { findings.reportSilentChange(directory.sourcePath(at: file.position)) }
        }
    }
}

/// What became of a large file; written by its reader before the last chunk ends, read after.
private final class LargeFileOutcome: @unchecked Sendable {
    var size: UInt64 = 0
    var isAccepted = false
}
