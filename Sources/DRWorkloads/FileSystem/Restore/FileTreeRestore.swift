import DRCore
import DRRepository
import DRStorage

/// Writes the file tree of a snapshot to a directory.
///
/// Directories are made first, then the content of files in the order in which it lies in the packs, then links and special
/// files, and the metadata of directories last. After an interruption a second run compares what is there with the
/// snapshot and writes only what is missing; a file that is not finished has neither its permissions nor its time.
package struct FileTreeRestore: Sendable {
    /// Counters for whoever shows them.
    package let progress: RestoreProgress

    private let repository: Repository
    private let snapshot: Snapshot
    private let options: RestoreOptions
    private let cancellation: Cancellation

    /// Prepares a restore.
    ///
    /// - Parameter repository: with its index loaded.
    package init(
        repository: Repository,
        snapshot: Snapshot,
        options: RestoreOptions,
        cancellation: Cancellation = Cancellation(),
        progress: RestoreProgress = RestoreProgress()
    ) {
        self.repository = repository
        self.snapshot = snapshot
        self.options = options
        self.cancellation = cancellation
        self.progress = progress
    }

    /// Restores, and reports what was done; `RestoreReport.failure` tells whether all of it is as the snapshot has it.
    ///
    /// - Throws: `DRError` when the run ended early: `.usage` for wrong patterns or paths, `.failed` for a target that takes
    ///   nothing more, `.integrity` for endless directories, `.storageUnreachable`, or as the cancellation says.
    package func run() throws -> RestoreReport {
        let selection = try RestoreSelection(options)
        let findings = RestoreFindings()
        let count = options.workers > 0 ? options.workers : defaultWorkers
        let codecs = RestoreCodecs(try (0..<count).map { _ in try repository.makeCodec() })
        let root = try RestoreRoot.find(options.subpath, in: snapshot.tree) {
            try repository.loadTree($0, codecs.codec(0))
        }
        var planner = RestorePlanner(
            target: options.target,
            index: repository.index,
            selection: selection,
            leavingOut: leavesOutRecords ? RecordFile.folder : nil,
            unwraps: BaseBackupRecord.isBase(snapshot),
            findings: findings,
            progress: progress
        )
        try planner.run(root, workers: count, cancellation: cancellation) { [repository] worker, tree in
            try repository.loadTree(tree, codecs.codec(worker))
        }
        guard let target = try openTarget() else { return report(planner.plan, findings) }
        let run = RestoreRun(
            repository: repository,
            options: options,
            selection: selection,
            cancellation: cancellation,
            progress: progress,
            findings: findings,
            plan: planner.plan,
            root: target,
            codecs: codecs.all
        )
        if options.isDryRun { try rehearse(run) } else { try perform(run) }
        progress.enter(.done)
        return report(planner.plan, findings, run)
    }

    /// The records of a plan come only to whoever names them.
    private var leavesOutRecords: Bool {
        let isWhole = options.subpath.utf8.allSatisfy { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
        guard snapshot.carriesRecords, isWhole else { return false }
        return !(options.includes + options.insensitiveIncludes).contains {
            String(decoding: $0, as: UTF8.self).contains(RecordFile.folder)
        }
    }

    private var defaultWorkers: Int { max(WorkerThread.processorCount, repository.backend.parallelism) }

    private func openTarget() throws -> RestoreTarget? {
        options.isDryRun ? try RestoreTarget.openExisting(options.target) : try RestoreTarget.open(options.target)
    }

    private func perform(_ run: RestoreRun) throws {
        try run.makeDirectories()
        progress.enter(.examining)
        try run.examineFiles()
        progress.enter(.writing)
        let fetches = FetchPlan(run.plan, run.states, repository.index)
        let pending = run.plan.files.indices.map { run.states.pending($0) > 0 }
        try run.writeContent(fetches)
        try run.finishRemaining(pending)
        progress.enter(.finishing)
        try run.makeSpecials()
        try run.makeLinks()
        if options.deletes { try run.deleteExtras(snapshot.paths, unwraps: BaseBackupRecord.isBase(snapshot)) }
        if options.verifies {
            progress.enter(.verifying)
            try run.verifyFiles()
        }
        progress.enter(.finishing)
        try run.finishDirectories()
    }

    /// Looks at what is in the target and changes nothing.
    private func rehearse(_ run: RestoreRun) throws {
        progress.enter(.examining)
        try run.findDirectories()
        try run.examineFiles()
    }

    private func report(_ plan: RestorePlan, _ findings: RestoreFindings, _ run: RestoreRun? = nil) -> RestoreReport {
        var report = findings.summary
        report.files = plan.files.count
        report.totalBytes = progress.totalBytes
        report.writtenBytes = options.isDryRun ? report.totalBytes - progress.bytes : progress.writtenBytes
        report.reusedBytes = progress.reusedBytes
        report.verifiedFiles = progress.verifiedFiles
        report.verifiedBytes = progress.verifiedBytes
        if options.isDryRun {
            report.directories = plan.directories.dropFirst().count { $0.isNeeded }
            report.symlinks = plan.specials.count { $0.kind == .symlink }
            report.devicesAndFifos = plan.specials.count - report.symlinks
            report.hardlinks = plan.links.count
        }
        return report
    }
}
