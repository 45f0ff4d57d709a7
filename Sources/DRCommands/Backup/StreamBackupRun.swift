import CLinux
import DRCore
import DRRepository
import DRWorkloads
import Synchronization

/// Runs a backup of standard input, or of what a program prints.
struct StreamBackupRun {
    private let context: CommandContext
    private let options: BackupOptions
    private let path: String
    private let command: [String]
    private let parent: String?

    /// Prepares a backup; an empty command stands for standard input.
    init(_ context: CommandContext, _ options: BackupOptions, path: String, command: [String], parent: String?) {
        self.context = context
        self.options = options
        self.path = path
        self.command = command
        self.parent = parent
    }

    /// Backs up the stream.
    ///
    /// - Throws: `DRError` when the program fails, or nothing comes from standard input: then there is no snapshot.
    func run(_ opening: BackupOpening) throws -> BackupReport {
        let progress = BackupProgress()
        let backup = try StreamBackup(options, path: path, progress: progress, cancellation: context.cancellation)
        let destination = try opening.open(parent, options) { [backup.snapshotPath] }
        return try ProgressDisplay.show("backup", context.messages) {
            BackupSummary.sample(progress)
        } while: {
            try opening.guarding {
                guard command.isEmpty else { return try run(backup, into: destination, opening) }
                let input = StandardInput(cancellation: context.cancellation)
                return try backup.run(into: destination, read: input.read) {
                    try refuseNothing(progress)
                    try opening.confirm()
                }
            }
        }
    }

    private func run(
        _ backup: StreamBackup,
        into destination: BackupDestination,
        _ opening: BackupOpening
    ) throws -> BackupReport {
        let child = try ChildProcess(command, cancellation: context.cancellation)
        return try backup.run(into: destination, read: child.readFully) {
            let status = try child.wait()
            guard status == .exited(0) else {
                // A signal from the keyboard reaches the program too, and sometimes it is heard of first.
                usleep(100_000)
                try context.cancellation.check()
                throw DRError(
                    .failed,
                    "the program \(status), so nothing was kept of what it printed",
                    object: command.joined(separator: " "),
                    hint: "see what it says above"
                )
            }
            try opening.confirm()
        }
    }

    private func refuseNothing(_ progress: BackupProgress) throws {
        guard progress.bytesRead.load(ordering: .relaxed) == 0 else { return }
        throw DRError(
            .failed,
            "nothing came from standard input, so no snapshot was made",
            object: path,
            hint: "the program before the pipe may have failed; --stdin-from-command notices that"
        )
    }
}
