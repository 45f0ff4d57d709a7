import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// A base backup of a running PostgreSQL cluster, from the files of its data directory.
///
/// The server is told that a backup begins and ends, over one connection that is held meanwhile. Nothing is copied before
/// it is certain that the log arrives in the repository, and no snapshot is made before all of the log is there that the
/// copy needs. A crash at any point leaves no snapshot, and the server gives the backup up by itself.
package final class BaseBackup {
    private let settings: BaseBackupSettings
    private let options: BackupOptions
    private let progress: BackupProgress
    private let cancellation: Cancellation
    private let findings: BackupFindings

    /// Prepares a backup.
    ///
    /// - Parameters:
    ///   - options: what the snapshot says; targets and exclusion are of no meaning here.
    ///   - onProblem: called for each file with corrupt pages, and for what changed in silence.
    package init(
        _ settings: BaseBackupSettings,
        options: BackupOptions,
        progress: BackupProgress = BackupProgress(),
        cancellation: Cancellation,
        onProblem: @escaping @Sendable (SourceProblem) -> Void = { _ in }
    ) {
        self.settings = settings
        self.options = options
        self.progress = progress
        self.cancellation = cancellation
        findings = BackupFindings(progress: progress, onProblem: onProblem)
    }

    /// Runs the backup.
    ///
    /// - Parameters:
    ///   - connection: to the server, as a role that may make base backups; it is used for nothing else meanwhile.
    ///   - opening: opens the repository, reads its index and chooses the parent.
    ///   - beforeCommit: called when all is stored, before the snapshot is; throwing leaves no snapshot.
    /// - Throws: `DRError`: `tryLater` when the log does not arrive; `failed` when the server was promoted meanwhile.
    package func run(
        _ connection: PostgresConnection,
        opening: () throws -> BackupDestination,
        beforeCommit: () throws -> Void = {}
    ) throws -> (report: BackupReport, record: BaseBackupRecord) {
        let began = Timestamp.now
        let session = try BackupSession(connection)
        var control = try ControlFile.read(settings.dataDirectory)
        try session.check(control, dataDirectory: settings.dataDirectory, hasReceiver: settings.hasReceiver)
        let destination = try opening()
        try destination.repository.config.validateForWriting()
        progress.expect(destination.parent)
        var record = BaseBackupRecord()
        record.systemIdentifier = control.systemIdentifier
        record.catalogVersion = control.catalogVersion
        record.hasPageChecksums = control.hasPageChecksums
        let archive = WALArchive(destination.repository, systemIdentifier: control.systemIdentifier)
        if let first = try session.start(label: "dr \(RFC3339.format(began))", &record, control) {
            try watch(archive, settings.firstSegmentPatience).wait(from: first, to: first, ping: session.ping)
        }
        control = try ControlFile.read(settings.dataDirectory)
        guard control.redo >= record.start else {
            throw DRError(
                .failed,
                "the server's checkpoint is not in this data directory, so it is another server's",
                object: settings.dataDirectory,
                hint: "check data_directory of the cluster in the configuration"
            )
        }
        let writer = try BlobWriter(destination.repository, options: destination.options)
        let tree: ObjectID
        do {
            tree = try copy(&record, control, session, destination, writer)
        } catch {
            // The threads of the writer end; what was stored so far is found again by the next try.
            _ = Result { try writer.finish() }
            throw error
        }
        try writer.finish()
        try watch(archive, settings.lastSegmentPatience + session.archiveTimeout)
            .wait(from: record.firstSegment, to: record.lastSegment, copied: writer.statistics.storedBytes)
        var snapshot = options.snapshot(of: tree, paths: [record.root], after: destination.parent, began)
        snapshot.summary = progress.summary(writer.statistics, since: began)
        try beforeCommit()
        try cancellation.check()
        let codec = try destination.repository.makeCodec(destination.options)
        snapshot = try destination.repository.save(snapshot, codec)
        return (report(snapshot, destination, writer), record)
    }

    private func watch(_ archive: WALArchive, _ patience: Double) -> SegmentWatch {
        SegmentWatch(archive, patience: patience, cancellation: cancellation, note: settings.note)
    }

    /// Copies the files, ends the backup at the server, and stores the directories.
    private func copy(
        _ record: inout BaseBackupRecord,
        _ control: ControlFile,
        _ session: BackupSession,
        _ destination: BackupDestination,
        _ writer: BlobWriter
    ) throws -> ObjectID {
        record.copyTime = .now
        var listing = try ClusterListing(
            settings.dataDirectory,
            serverVersion: record.serverVersion,
            catalogVersion: record.catalogVersion
        )
        record.tablespaces = listing.tablespacePlaces
        let samples = try reuse(&listing, record, destination)
        let inspection = PageInspection(control)
        let stop = Cancellation()
        let copy = try BaseBackupCopy(
            listing.files,
            destination,
            writer,
            inspection,
            blockSize: settings.blockSize,
            progress: progress,
            check: { [cancellation] in
                try cancellation.check()
                try stop.check()
            }
        )
        let files = try BesideSession(session, stop: stop).run { try copy.run() }
        review(files, samples)
        record.checkedPages = inspection.checkedPages
        record.badPages = inspection.badPages
        for bad in record.badPages {
            let named = bad.blocks.prefix(5).map(String.init).joined(separator: ", ")
            findings.report(
                Array(bad.file.utf8),
                "corrupt pages: \(bad.count); the checksum is wrong in block \(named)\(bad.count > 5 ? ", …" : "")",
                isMissing: false
            )
        }
        // Last of all files, so that it tells of no later checkpoint than the copied files know.
        let controlBytes = try ControlFile.bytes(settings.dataDirectory)
        let after = try controlBytes.withUnsafeBytes { try ControlFile($0, path: ControlFile.path) }
        guard after.timeline == control.timeline, after.systemIdentifier == record.systemIdentifier else {
            throw DRError(
                .failed,
                "the cluster changed its timeline during the backup, which spoils it",
                object: settings.dataDirectory,
                hint: "run the backup again"
            )
        }
        let end = try session.stop()
        record.stop = end.position
        record.stopTime = end.time
        return try storeTrees(listing, files, controlBytes, end, record, destination, writer)
    }

    private func storeTrees(
        _ listing: ClusterListing,
        _ files: [ClusterFile],
        _ control: [UInt8],
        _ end: BackupSession.End,
        _ record: BaseBackupRecord,
        _ destination: BackupDestination,
        _ writer: BlobWriter
    ) throws -> ObjectID {
        let codec = try destination.repository.makeCodec(destination.options)
        let trees = BaseTreeWriter(writer, codec, files, time: end.time)
        guard let global = listing.data.directories.first(where: { $0.node.name == Array("global".utf8) }) else {
            throw DRError(.failed, "there is no directory global", object: settings.dataDirectory)
        }
        var additions = [try trees.file("backup_label", Array(end.label.utf8), like: listing.data.node)]
        if !end.tablespaceMap.isEmpty {
            additions.append(try trees.file("tablespace_map", Array(end.tablespaceMap.utf8), like: listing.data.node))
        }
        let controlEntry = try trees.file("pg_control", control, like: global.node)
        listing.data.directories.removeAll { $0 === global }
        additions.append(try trees.store(global, adding: [controlEntry]))
        var entries = [try trees.store(listing.data, adding: additions)]
        if !listing.tablespaces.isEmpty {
            let folder = ClusterDirectory(named: "tablespaces", like: listing.data.node)
            folder.directories = listing.tablespaces
            entries.append(try trees.store(folder))
        }
        return try trees.root(entries, like: listing.data.node, record, options.records)
    }

    /// Decides which files are taken over from the parent; returns the numbers of those that are read to check that.
    private func reuse(
        _ listing: inout ClusterListing,
        _ record: BaseBackupRecord,
        _ destination: BackupDestination
    ) throws -> Set<Int> {
        guard let snapshot = destination.parent else { return [] }
        let repository = destination.repository
        let old = try BaseBackupRecord.read(from: repository, snapshot)
        var parent = try ParentFiles(snapshot, old, timeline: record.timeline, repository)
        parent.review(listing.files, now: record.copyTime)
        var samples: Set<Int> = []
        listing.update { number, file in
            file.previous = parent.content(of: file.path)
            guard let content = file.previous, parent.isUnchanged(file),
                repository.index.containsAll(.data, content)
            else { return }
            if options.kind == .full || Double.random(in: 0..<1) < settings.sampledShare {
                samples.insert(number)
            } else {
                file.content = content
                file.isReused = true
            }
        }
        return samples
    }

    /// Tells of files that should have been as in the parent, and were not.
    private func review(_ files: [ClusterFile], _ samples: Set<Int>) {
        for number in samples where !files[number].isVanished {
            var status = stat()
            let file = files[number]
            // A file that the server wrote in the meantime is an ordinary change.
            guard file.previous != file.content, file.source.withPathPointer({ lstat($0, &status) }) == 0,
                Timestamp(status.st_mtim) == file.node.mtime, Timestamp(status.st_ctim) == file.node.ctime
            else { continue }
            findings.reportSilentChange(Array(file.path.utf8))
        }
    }

    private func report(
        _ snapshot: Snapshot,
        _ destination: BackupDestination,
        _ writer: BlobWriter
    ) -> BackupReport {
        BackupReport(
            kind: options.kind(after: destination.parent),
            snapshot: snapshot,
            summary: snapshot.summary ?? SnapshotSummary(),
            problems: findings.problems,
            problemCount: findings.problemCount,
            missingCount: findings.missingCount,
            silentChanges: findings.silentChanges,
            bytesRead: progress.bytesRead.load(ordering: .relaxed),
            packs: writer.statistics.packs,
            newPacks: writer.packs
        )
    }
}
