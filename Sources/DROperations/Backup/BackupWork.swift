import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Backs up a plan: its file trees, the output of its program, or its cluster, into a snapshot that carries the configuration; then
/// reads a sample of what was written back.
package struct BackupWork: JobWork {
    private let observer: (any BackupObserver)?
    private let allowsGrowth: Bool

    /// Makes the work.
    ///
    /// - Parameters:
    ///   - observer: hears how it goes on.
    ///   - allowsGrowth: whether somebody allows the repository to grow by any share.
    package init(observer: (any BackupObserver)? = nil, allowsGrowth: Bool = false) {
        self.observer = observer
        self.allowsGrowth = allowsGrowth
    }

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let plan = try context.installation.plan(job.plan)
        if allowsGrowth {
            AuditNotes(context.installation, note: context.note)
                .add(.guardrailOverride, on: job.plan, outcome: "storage_growth", detail: nil, run: run.uuid)
        }
        let options = try PlanOptions.make(job, plan, context.installation)
        let growth = allowsGrowth ? nil : context.installation.guardrails.storageGrowth
        let opening = PlanOpening(context, plan, job.plan, growth: growth)
        defer { opening.release() }
        let progress = BackupProgress()
        observer?.began(job.plan, progress)
        defer { observer?.ended() }
        var record: BaseBackupRecord?
        let report = try opening.guarding {
            if plan.postgresql != nil {
                let backup = try ClusterBackup(job.plan, context, progress, onProblem: tell(context))
                let outcome = try backup.run(options, opening)
                record = outcome.record
                return outcome.report
            }
            if let stream = plan.stream {
                return try back(up: stream, options, opening, progress, context)
            }
            return try backUpFiles(options, opening, progress, context)
        }
        run.take(report)
        if let record { run.take(record) }
        observer?.stored(report)
        guard let repository = opening.repository else { return }
        let sample: WrittenSample
        do {
            sample = try WrittenSample.check(report.newPacks, of: report.snapshot, in: repository, context.cancellation)
        } catch {
            throw Self.unverified(error, report)
        }
        run.details = RunDetails.text(report, sample)
        opening.release()
        RepositorySample.keep(of: repository, plan.repository, newestSnapshot: report.snapshot.time, context)
        try Self.require(sample, report)
    }

    private func tell(_ context: JobContext) -> @Sendable (SourceProblem) -> Void {
        { [observer] problem in
            if let observer { observer.found(problem) } else { context.note("\(problem.path): \(problem.reason)") }
        }
    }

    private func backUpFiles(
        _ options: BackupOptions,
        _ opening: PlanOpening,
        _ progress: BackupProgress,
        _ context: JobContext
    ) throws -> BackupReport {
        let backup = FileTreeBackup(
            options,
            progress: progress,
            cancellation: context.cancellation,
            onProblem: tell(context)
        )
        return try backup.run {
            try opening.open(options) { try options.absolutePaths() }
        } beforeCommit: {
            try opening.confirm()
        }
    }

    private func back(
        up stream: DRPolicy.StreamSource,
        _ options: BackupOptions,
        _ opening: PlanOpening,
        _ progress: BackupProgress,
        _ context: JobContext
    ) throws -> BackupReport {
        let backup = try StreamBackup(
            .command(stream.command),
            filename: stream.filename,
            options: options,
            progress: progress,
            cancellation: context.cancellation
        )
        return try backup.run {
            try opening.open(options) { [backup.absolutePath] }
        } beforeCommit: {
            try opening.confirm()
        }
    }

    private static func require(_ sample: WrittenSample, _ report: BackupReport) throws {
        guard let damage = sample.damages.first else { return }
        let id = report.snapshot.id?.short ?? ""
        throw DRError(
            .integrity,
            "the snapshot \(id) is there, but what was written for it does not read back: "
                + "a sample of \(sample.packs) of \(sample.written) new packs has problems: \(sample.damages.count)",
            object: damage,
            hint: "do not rely on it: run dr verify --read-data, look at the storage, and back up with --full again",
            details: sample.damages
        )
    }

    /// The error of a snapshot that is there, but whose sample could not be read.
    private static func unverified(_ error: any Error, _ report: BackupReport) -> DRError {
        let error = DRError(anyStorageError: error)
        return DRError(
            error.code,
            "the snapshot \(report.snapshot.id?.short ?? "") is there, but could not be read back: \(error.message)",
            object: error.object,
            hint: error.hint ?? "run dr verify"
        )
    }
}
