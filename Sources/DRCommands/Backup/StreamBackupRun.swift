import DRCore
import DRRepository
import DRWorkloads

/// Runs a backup of standard input, or of what a program prints.
struct StreamBackupRun {
    private let context: CommandContext
    private let options: BackupOptions
    private let path: String
    private let source: StreamSource
    private let parent: String?

    /// Prepares a backup; an empty command stands for standard input.
    init(_ context: CommandContext, _ options: BackupOptions, path: String, command: [String], parent: String?) {
        self.context = context
        self.options = options
        self.path = path
        source = command.isEmpty ? .standardInput : .command(command)
        self.parent = parent
    }

    /// Backs up the stream.
    ///
    /// - Throws: `DRError` when the program fails, or nothing comes: then there is no snapshot.
    func run(_ opening: BackupOpening) throws -> BackupReport {
        let progress = BackupProgress()
        let backup = try StreamBackup(
            source,
            filename: path,
            options: options,
            progress: progress,
            cancellation: context.cancellation
        )
        return try ProgressDisplay.show("backup", context.messages) {
            BackupSummary.sample(progress)
        } while: {
            try opening.guarding {
                try backup.run {
                    try opening.open(parent, options) { [backup.absolutePath] }
                } beforeCommit: {
                    try opening.confirm()
                }
            }
        }
    }
}
