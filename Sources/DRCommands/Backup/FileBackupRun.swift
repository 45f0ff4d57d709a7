import DRCore
import DRRepository
import DRWorkloads

/// Runs a backup of files and directories.
struct FileBackupRun {
    private let context: CommandContext
    private let options: BackupOptions
    private let parent: String?

    init(_ context: CommandContext, _ options: BackupOptions, parent: String?) {
        self.context = context
        self.options = options
        self.parent = parent
    }

    /// Lists the sources while the repository is opened, and backs them up.
    func run(_ opening: BackupOpening) throws -> BackupReport {
        let messages = context.messages
        let progress = BackupProgress()
        let backup = FileTreeBackup(options, progress: progress, cancellation: context.cancellation) { problem in
            messages.warning(problem.reason, object: problem.path)
        }
        return try ProgressDisplay.show("backup", messages) {
            BackupSummary.sample(progress)
        } while: {
            try opening.guarding {
                try backup.run {
                    try opening.open(parent, options) { try options.absolutePaths() }
                } beforeCommit: {
                    try opening.confirm()
                }
            }
        }
    }
}
