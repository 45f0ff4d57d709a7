import CLinux
import DRCore
import DRRepository
import DRStorage

/// What all passes of one restore share.
///
/// Unchecked, as passes run one after the other, and within a pass each thread uses the worker with its number.
final class RestoreRun: @unchecked Sendable {
    let repository: Repository
    let options: RestoreOptions
    let selection: RestoreSelection
    let cancellation: Cancellation
    let progress: RestoreProgress
    let findings: RestoreFindings
    let plan: RestorePlan
    let states: FileStates
    let workers: [RestoreWorker]
    /// The open target; nil in a dry run without one.
    let root: RestoreTarget

    init(
        repository: Repository,
        options: RestoreOptions,
        selection: RestoreSelection,
        cancellation: Cancellation,
        progress: RestoreProgress,
        findings: RestoreFindings,
        plan: RestorePlan,
        root: RestoreTarget,
        codecs: [BlobCodec]
    ) {
        self.repository = repository
        self.options = options
        self.selection = selection
        self.cancellation = cancellation
        self.progress = progress
        self.findings = findings
        self.plan = plan
        self.root = root
        let states = FileStates(files: plan.files.count, blobs: plan.blobs.count)
        self.states = states
        workers = codecs.map { codec in
            let directories = DirectoryHandles(plan, root: root.descriptor.raw)
            let metadata = MetadataWriter(plan, findings)
            let writer = FileWriter(
                plan,
                states,
                directories,
                metadata,
                findings,
                progress,
                repository.index,
                isSparse: options.isSparse
            )
            return RestoreWorker(codec: codec, directories: directories, metadata: metadata, writer: writer)
        }
    }

    /// Calls `body` for 0..<count in pieces on all workers; looks at the cancellation between pieces.
    func forEach(count: Int, piece: Int, _ body: @escaping @Sendable (RestoreWorker, Int) throws -> Void) throws {
        try ParallelWork.forEach(count: (count + piece - 1) / piece, workers: workers.count) { [self] worker, number in
            try cancellation.check()
            for element in number * piece..<min((number + 1) * piece, count) { try body(workers[worker], element) }
        }
    }

    /// Runs `body` and tells whether it succeeded; a failure of the target is recorded for the entry, or ends the run.
    @discardableResult
    func guarded(_ path: @autoclosure () -> String, _ body: () throws -> Void) throws -> Bool {
        do {
            try body()
            return true
        } catch let failure as TargetFailure {
            if failure.endsRun { throw failure.error(path()) }
            findings.record(.failed, path(), failure.message)
            return false
        }
    }
}
