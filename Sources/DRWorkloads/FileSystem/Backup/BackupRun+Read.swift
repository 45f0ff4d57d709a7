import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// What the reading of a file found beside its content.
private struct FileReading {
    /// The node when the file is not what its directory entry said.
    var replacement: Node?
    /// Bytes of content.
    var size: UInt64
    /// Whether the file held still.
    var isStable: Bool
}

/// A small file that was read and is not stored yet.
private struct SmallReading {
    var file: PendingFile
    /// The place of the content in the worker's buffer.
    var range: Range<Int>
    var reading: FileReading
}

extension BackupRun {
    /// Reads files into the repository and fills in their nodes; what cannot be read is reported and left out.
    func read(
        _ files: [PendingFile],
        of directory: DirectoryState,
        _ worker: BackupWorker,
        isRetry: Bool = false
    ) throws {
        var readings: [SmallReading] = []
        worker.content.removeAll()
        for file in files {
            if let reading = try readSmall(file, of: directory, worker, isRetry: isRetry) { readings.append(reading) }
            guard worker.content.count > Self.smallLimit else { continue }
            try store(readings, of: directory, worker)
            readings.removeAll(keepingCapacity: true)
            worker.content.removeAll()
        }
        try store(readings, of: directory, worker)
    }

    /// Stores small files, which are hashed side by side.
    private func store(_ readings: [SmallReading], of directory: DirectoryState, _ worker: BackupWorker) throws {
        guard !readings.isEmpty else { return }
        let (destination, writer, _) = try opened()
        let codec = try worker.codec(destination)
        let contents = readings.map { UnsafeRawBufferPointer(rebasing: worker.content.bytes[$0.range]) }
        let ids = codec.contentHasher.hash(contents)
        for (number, small) in readings.enumerated() {
            let isEmpty = small.range.isEmpty
            if !isEmpty { _ = try writer.save(.data, contents[number], id: ids[number], codec) }
            fill(small.file, of: directory, isEmpty ? [] : [ids[number]], small.reading)
        }
    }

    /// Reads a small file to the end of the worker's content, or a large one into the repository; nil when nothing is
    /// left to be stored.
    private func readSmall(
        _ file: PendingFile,
        of directory: DirectoryState,
        _ worker: BackupWorker,
        isRetry: Bool
    ) throws -> SmallReading? {
        let start = worker.content.count
        do {
            let source = try SourceFile(directory.sourcePath(at: file.position))
            let before = try source.status()
            let node = directory.nodes[file.position]
            let replacement = try source.replacement(of: node, before, worker.capture)
            guard before.st_size <= off_t(Self.smallLimit) else {
                try readLarge(file, of: directory, source, before, replacement, worker, isRetry: isRetry)
                return nil
            }
            worker.content.resize(to: start + Self.smallLimit + 1)
            let space = UnsafeMutableRawBufferPointer(rebasing: worker.content.mutableBytes[start...])
            let count = try source.read(into: space)
            guard count <= Self.smallLimit else {
                worker.content.resize(to: start)
                try readLarge(file, of: directory, source, before, replacement, worker, isRetry: isRetry)
                return nil
            }
            worker.content.resize(to: start + count)
            progress.bytesRead.wrappingAdd(UInt64(count), ordering: .relaxed)
            let isStable = try !hasChanged(before, source.status(), read: count)
            if !isStable {
                guard isRetry else {
                    worker.content.resize(to: start)
                    return try readSmall(file, of: directory, worker, isRetry: true)
                }
                reportChanging(source.path)
            }
            progress.bytesDone.wrappingAdd(UInt64(count), ordering: .relaxed)
            let reading = FileReading(replacement: replacement, size: UInt64(count), isStable: isStable)
            return SmallReading(file: file, range: start..<start + count, reading: reading)
        } catch let failure as SourceFailure {
            worker.content.resize(to: start)
            leaveOut(file, of: directory, failure)
            return nil
        }
    }

    /// Reads a file in chunks; the directory waits for the last of them.
    private func readLarge(
        _ file: PendingFile,
        of directory: DirectoryState,
        _ source: borrowing SourceFile,
        _ before: stat,
        _ replacement: Node?,
        _ worker: BackupWorker,
        isRetry: Bool
    ) throws {
        let outcome = LargeFileOutcome()
        directory.expect(1)
        let content = ChunkedContent { [self] ids, worker in
            if let reading = outcome.reading { fill(file, of: directory, ids, reading) }
            try finishPiece(of: directory, worker)
        }
        var size = 0
        do {
            try source.rewind()
            try storeChunks(of: content, worker) { space in
                let got = try source.read(into: space)
                size += got
                return got
            }
            let isStable = try !hasChanged(before, source.status(), read: size)
            if isStable || isRetry {
                if !isStable { reportChanging(source.path) }
                outcome.reading = FileReading(replacement: replacement, size: UInt64(size), isStable: isStable)
            } else {
                readAgain(file, of: directory)
            }
        } catch let failure as SourceFailure {
            leaveOut(file, of: directory, failure)
        }
        if outcome.reading == nil { progress.bytesDone.wrappingSubtract(UInt64(size), ordering: .relaxed) }
        // Only now may the last chunk complete the file: what became of it is known.
        try content.end(worker)
    }

    private func readAgain(_ file: PendingFile, of directory: DirectoryState) {
        directory.expect(1)
        pool.submit(.file) { [self] worker in
            try read([file], of: directory, worker, isRetry: true)
            try finishPiece(of: directory, worker)
        }
    }

    private func leaveOut(_ file: PendingFile, of directory: DirectoryState, _ failure: SourceFailure) {
        findings.report(directory.sourcePath(at: file.position), failure.error, isMissing: !failure.isVanished)
        directory.nodes[file.position].name = []
    }

    private func hasChanged(_ before: stat, _ after: stat, read: Int) -> Bool {
        before.st_size != after.st_size || after.st_size != off_t(read)
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
        _ reading: FileReading
    ) {
        if let replacement = reading.replacement { directory.nodes[file.position] = replacement }
        directory.nodes[file.position].content = content
        directory.nodes[file.position].size = reading.size
        if file.isNew {
            progress.filesNew.wrappingAdd(1, ordering: .relaxed)
        } else if file.expected == content {
            progress.filesUnmodified.wrappingAdd(1, ordering: .relaxed)
        } else {
            progress.filesChanged.wrappingAdd(1, ordering: .relaxed)
            // A file that changed after it was listed is an ordinary change.
            if file.expected != nil, reading.replacement == nil, reading.isStable {
                findings.reportSilentChange(directory.sourcePath(at: file.position))
            }
        }
    }
}

/// What became of a large file, nil when it is left out; written by its reader before the last chunk ends, read after.
private final class LargeFileOutcome: @unchecked Sendable {
    var reading: FileReading?
}
