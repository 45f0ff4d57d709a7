import CArchive
import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// A base backup of a cluster whose files are not on this machine: `pg_basebackup` sends them as one stream.
///
/// Everything is sent each time; what did not change is found by its content and not stored again. A cluster with
/// tablespaces cannot be sent as one stream.
package final class RemoteBaseBackup {
    private let program: String
    private let connectionText: String
    private let settings: BaseBackupSettings
    private let options: BackupOptions
    private let progress: BackupProgress
    private let cancellation: Cancellation

    /// Prepares a backup.
    ///
    /// - Parameters:
    ///   - program: `pg_basebackup` of the cluster's version or a newer one.
    ///   - connectionText: a connection string of libpq without a password.
    ///   - settings: the data directory in it is not used.
    package init(
        program: String,
        connectionText: String,
        _ settings: BaseBackupSettings,
        options: BackupOptions,
        progress: BackupProgress,
        cancellation: Cancellation
    ) {
        self.program = program
        self.connectionText = connectionText
        self.settings = settings
        self.options = options
        self.progress = progress
        self.cancellation = cancellation
    }

    /// Runs the backup; parameters and errors are those of `BaseBackup.run`.
    package func run(
        _ connection: PostgresConnection,
        opening: () throws -> BackupDestination,
        beforeCommit: () throws -> Void = {}
    ) throws -> (report: BackupReport, record: BaseBackupRecord) {
        let began = Timestamp.now
        let session = try BackupSession(connection)
        var record = try session.describe(hasReceiver: settings.hasReceiver)
        let destination = try opening()
        try destination.repository.config.validateForWriting()
        progress.expect(destination.parent)
        let archive = WALArchive(destination.repository, systemIdentifier: record.systemIdentifier)
        if let first = try session.switchSegment() {
            try watch(archive, settings.firstSegmentPatience).wait(from: first, to: first, ping: session.ping)
        }
        record.copyTime = .now
        record.startTime = try session.time()
        let writer = try BlobWriter(destination.repository, options: destination.options)
        let tree: ObjectID
        do { tree = try copy(&record, session, destination, writer) } catch {
            // The threads of the writer end; what was stored so far is found again by the next try.
            _ = Result { try writer.finish() }
            throw error
        }
        try writer.finish()
        try watch(archive, settings.lastSegmentPatience + session.archiveTimeout)
            .wait(from: record.firstSegment, to: record.lastSegment, copied: writer.statistics.storedBytes)
        var snapshot = options.snapshot(of: tree, paths: [record.root], after: nil, began)
        snapshot.summary = progress.summary(writer.statistics, since: began)
        try beforeCommit()
        try cancellation.check()
        let codec = try destination.repository.makeCodec(destination.options)
        snapshot = try destination.repository.save(snapshot, codec)
        let report = BackupReport(
            kind: .full,
            snapshot: snapshot,
            summary: snapshot.summary ?? SnapshotSummary(),
            problems: [],
            problemCount: 0,
            missingCount: 0,
            silentChanges: [],
            bytesRead: progress.bytesRead.load(ordering: .relaxed),
            packs: writer.statistics.packs,
            newPacks: writer.packs
        )
        return (report, record)
    }

    private func watch(_ archive: WALArchive, _ patience: Double) -> SegmentWatch {
        SegmentWatch(archive, patience: patience, cancellation: cancellation, note: settings.note)
    }

    private func copy(
        _ record: inout BaseBackupRecord,
        _ session: BackupSession,
        _ destination: BackupDestination,
        _ writer: BlobWriter
    ) throws -> ObjectID {
        let child = try ChildProcess(
            [
                program, "-d", connectionText, "-D", "-", "-F", "tar", "-X", "none", "-c", "fast", "--no-password",
                "--manifest-checksums=NONE", "-l", "dr \(RFC3339.format(record.copyTime))",
            ],
            cancellation: cancellation
        )
        let input: ArchiveInput
        do { input = try ArchiveInput(child.duplicateOutput(), name: "pg_basebackup") } catch {
            try require(child.wait())
            throw error
        }
        let count = ArchiveProgress()
        let findings = ArchiveFindings(count) { _ in }
        let reader = try ArchiveReader(input, progress: count, cancellation: cancellation)
        let content = try ImportContent(
            destination.repository,
            writer,
            destination.options,
            blockSize: settings.blockSize
        )
        defer { content.stop() }
        var run = ImportRun(reader, content, time: record.copyTime, count, findings, cancellation)
        run.captures = ["backup_label", "backup_manifest"]
        try run.readAll()
        try require(child.wait())
        guard let label = run.captured["backup_label"], let manifest = run.captured["backup_manifest"] else {
            throw DRError(.failed, "pg_basebackup sent no label or no manifest", object: program)
        }
        record.start = try BackupLabel(String(decoding: label, as: UTF8.self)).start
        (record.timeline, record.stop) = try BackupManifest.end(manifest)
        record.stopTime = try session.time()
        let codec = try destination.repository.makeCodec(destination.options)
        var trees = ImportTreeWriter(
            writer,
            codec,
            ids: try content.finish(),
            cancellation: cancellation,
            wraps: true
        )
        guard case .directory(let base)? = run.tree.root.children[Array("base".utf8)] else {
            throw DRError(.failed, "pg_basebackup sent no data directory", object: program)
        }
        var data = ClusterDirectory(named: "data", like: base.node).node
        data.subtree = try trees.store(run.tree.root)
        progress.filesNew.wrappingAdd(trees.files, ordering: .relaxed)
        progress.bytesDone.wrappingAdd(trees.bytes, ordering: .relaxed)
        progress.bytesRead.wrappingAdd(trees.bytes, ordering: .relaxed)
        let layout = BaseTreeWriter(writer, codec, [], time: record.stopTime)
        return try layout.root([data], like: data, record, options.records)
    }

    private func require(_ status: ProgramStatus) throws {
        guard status != .exited(0) else { return }
        throw DRError(
            .failed,
            "pg_basebackup \(status), so nothing was kept of what it sent",
            object: program,
            hint: "see what it says above; the role needs REPLICATION, and pg_hba.conf a line for it"
        )
    }
}
