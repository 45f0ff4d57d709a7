import DROperations
import DRWorkloads
import Synchronization

/// Shows how the backup of a plan goes on, and keeps its report for the summary.
final class PlanDisplay: BackupObserver {
    private let messages: Messages
    private let running = Mutex<BackupProgress?>(nil)
    private let stored = Mutex<BackupReport?>(nil)

    init(_ messages: Messages) {
        self.messages = messages
    }

    /// How far the backup has come.
    var sample: ProgressSample { running.withLock { $0 }.map(BackupSummary.sample) ?? ProgressSample() }

    /// The report of the backup that ended last; it is handed out once.
    func takeReport() -> BackupReport? {
        stored.withLock { report in
            defer { report = nil }
            return report
        }
    }

    func began(_ plan: String, _ progress: BackupProgress) { running.withLock { $0 = progress } }

    func found(_ problem: SourceProblem) { messages.warning(problem.reason, object: problem.path) }

    func stored(_ report: BackupReport) { stored.withLock { $0 = report } }

    func ended() { running.withLock { $0 = nil } }
}
