import DRCore
import DRPolicy
import DRRepository
import DRWorkloads

/// Restores a snapshot, or a sample of it, into a scratch directory and compares it.
struct RestoreTrial {
    let repository: Repository
    let snapshot: Snapshot
    let plan: BackupPlan
    let context: JobContext

    /// Restores and compares.
    ///
    /// - Throws: `DRError` when there is no room, the snapshot cannot be read, or the run is to stop.
    func run(_ findings: inout RestoreFindings) throws {
        var generator = SystemRandomNumberGenerator()
        let sample = try SnapshotSample(
            of: snapshot.tree,
            TreeWalker(repository, try repository.makeCodec()),
            count: RestoreTestWork.sampleCount,
            bytes: RestoreTestWork.sampleBytes,
            using: &generator,
            cancellation: context.cancellation
        )
        findings.planBytes = Int64(clamping: sample.byteCount)
        findings.planFiles = sample.fileCount
        let parent = context.installation.stateDirectory + "/scratch"
        try ScratchFolder.with(in: parent) { scratch in
            try scratch.demand(findings.scope == .whole ? sample.byteCount : sample.sampledBytes)
            try restore(sample, into: scratch.path, &findings)
            guard plan.files != nil, snapshot.hostname == context.installation.host else { return }
            for file in sample.files {
                try context.cancellation.check()
                guard !findings.hasProblem(with: file, in: scratch.path) else { continue }
                try findings.comparison.add(file, restoredIn: scratch.path)
            }
        }
    }

    private func restore(_ sample: SnapshotSample, into target: String, _ findings: inout RestoreFindings) throws {
        var options = RestoreOptions(target: target)
        options.verifies = true
        if findings.scope == .sample {
            guard !sample.files.isEmpty else { return }
            options.includes = sample.files.map(\.pattern)
        }
        let progress = RestoreProgress()
        let clock = SystemClock()
        let begin = clock.uptime
        let report = try FileTreeRestore(
            repository: repository,
            snapshot: snapshot,
            options: options,
            cancellation: context.cancellation,
            progress: progress
        ).run()
        findings.seconds = (progress.verifyingSince ?? clock.uptime) - begin
        findings.report = report
    }
}
