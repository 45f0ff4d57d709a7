import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Backs up what comes from standard input or from a program as one file in one snapshot.
///
/// One thread reads and cuts, the others hash, compress and store. There is no snapshot when the input cannot be read
/// to its end or is empty, or when the program fails.
package final class StreamBackup: Sendable {
    private let source: StreamSource
    private let path: StreamPath
    private let options: BackupOptions
    /// Running counts.
    package let progress: BackupProgress
    private let cancellation: Cancellation

    /// Prepares a backup.
    ///
    /// - Parameters:
    ///   - filename: the name of the file in the snapshot; slashes make directories.
    ///   - options: what the snapshot says; targets, exclusion and kind are of no meaning here.
    /// - Throws: `DRError` (usage) for a file name that cannot be one, or a command without a program.
    package init(
        _ source: StreamSource,
        filename: String = "stdin",
        options: BackupOptions,
        progress: BackupProgress = BackupProgress(),
        cancellation: Cancellation
    ) throws {
        if case .command(let words) = source, words.first?.isEmpty ?? true {
            throw DRError(.usage, "there is no program to run")
        }
        self.source = source
        path = try StreamPath(filename)
        var options = options
        options.kind = .full
        self.options = options
        self.progress = progress
        self.cancellation = cancellation
    }

    /// The path under which the snapshot names the stream.
    package var absolutePath: String { path.absolute }

    /// Runs the backup; a program is started when the repository is open.
    ///
    /// - Parameters:
    ///   - opening: opens the repository, reads its index and chooses the parent.
    ///   - beforeCommit: called when all content is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: `DRError`: `.failed` naming the program and how it ended; `StorageFailure`.
    package func run(
        opening: () throws -> BackupDestination,
        beforeCommit: () throws -> Void = {}
    ) throws -> BackupReport {
        let start = Timestamp.now
        let findings = BackupFindings(progress: progress) { _ in }
        let pool = BackupPool(cancellation: cancellation)
        let run = BackupRun(options: options, pool: pool, progress: progress, findings: findings)
        let owners = OwnerNames()
        let directories = directories(owners, options.time ?? start)
        run.work(directories[0], owners: owners) {
            let destination = try opening()
            try destination.repository.config.validateForWriting()
            progress.expect(destination.parent)
            try run.open(destination)
            pool.submit(.file) { [self] worker in try store(directories, run, worker) }
            pool.open()
        }
        return try run.conclude(paths: [path.absolute], start: start, beforeCommit: beforeCommit)
    }

    /// The directories from the root down to the one that holds the file, each with its one entry.
    private func directories(_ owners: OwnerNames, _ time: Timestamp) -> [DirectoryState] {
        var node = Node()
        node.mtime = time
        node.atime = time
        node.ctime = time
        node.uid = getuid()
        node.gid = getgid()
        node.user = owners.user(node.uid)
        node.group = owners.group(node.gid)
        var directories: [DirectoryState] = []
        for (depth, name) in path.names.enumerated() {
            let isFile = depth == path.names.count - 1
            node.name = name
            node.kind = isFile ? .file : .directory
            node.mode = FileMode.treeMode(of: isFile ? mode_t(S_IFREG) | 0o644 : mode_t(S_IFDIR) | 0o755)
            node.links = isFile ? 1 : 0
            let directory = DirectoryState(path: [], above: directories.last, position: 0)
            directory.isVirtual = true
            directory.setNodes([node])
            directories.last?.children = [directory]
            directories.append(directory)
        }
        return directories
    }

    private func store(_ directories: [DirectoryState], _ run: BackupRun, _ worker: BackupWorker) throws {
        let directory = directories[directories.count - 1]
        var size: UInt64 = 0
        let content = ChunkedContent { [progress] ids, worker in
            directory.nodes[0].content = ids
            progress.filesNew.wrappingAdd(1, ordering: .relaxed)
            try run.finishPiece(of: directory, worker)
        }
        switch source {
        case .standardInput:
            let input = StandardInput(cancellation: cancellation)
            try run.storeChunks(of: content, worker) { space in
                let got = try input.read(into: space)
                size += UInt64(got)
                return got
            }
        case .command(let words):
            let child = try ChildProcess(words, cancellation: cancellation)
            try run.storeChunks(of: content, worker) { space in
                let got = try child.readFully(into: space)
                size += UInt64(got)
                return got
            }
            try require(try child.wait(), of: words[0])
        }
        guard size > 0 else { throw nothingCame }
        directory.nodes[0].size = size
        // Only now may the last chunk complete the file: it is known that all of it came.
        try content.end(worker)
    }

    private func require(_ status: ProgramStatus, of program: String) throws {
        guard status != .exited(0) else { return }
        // A signal from the keyboard reaches the program too, and sometimes it is heard of first.
        usleep(100_000)
        try cancellation.check()
        // The arguments may hold a password, so they are not repeated.
        throw DRError(
            .failed,
            "the program \(status), so nothing was kept of what it printed",
            object: program,
            hint: "see what it says above"
        )
    }

    private var nothingCame: DRError {
        switch source {
        case .standardInput:
            DRError(
                .failed,
                "nothing came from standard input, so no snapshot was made",
                object: path.absolute,
                hint: "the program before the pipe may have failed; --stdin-from-command notices that"
            )
        case .command(let words):
            DRError(
                .failed,
                "the program printed nothing, so no snapshot was made",
                object: words[0],
                hint: "run it by itself and look at its output"
            )
        }
    }
}
