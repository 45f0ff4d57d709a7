import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// Opens the repository for a backup while the sources are listed already, and holds its lock; used by one thread.
final class BackupOpening {
    private let context: CommandContext
    private let options: RepositoryOptions
    private let writing: WriteOptions
    private let isDryRun: Bool
    /// Opened before all else when a person has to type the password.
    private var early: Repository?
    private var lock: RepositoryLock?
    private var cleanup: UrgentCleanup.Token?

    /// Prepares to open; asks for the password where one must be typed.
    init(_ context: CommandContext, _ options: RepositoryOptions, options writing: WriteOptions, isDryRun: Bool) throws
    {
        self.context = context
        self.options = options
        self.writing = writing
        self.isDryRun = isDryRun
        if try PasswordSource(options, context).isInteractive { early = try context.open(options, isDryRun: isDryRun) }
    }

    /// Opens the repository, takes a shared lock, reads the index and chooses the snapshot to compare with.
    ///
    /// - Parameters:
    ///   - parent: the snapshot that the user names, else the last one of the same host and paths.
    ///   - paths: the paths of the snapshot to be.
    func open(
        _ parent: String?,
        _ backup: BackupOptions,
        paths: () throws -> [String]
    ) throws -> BackupDestination {
        let repository = try early ?? context.open(options, isDryRun: isDryRun)
        try repository.config.validateForWriting()
        if !isDryRun {
            let held = try RepositoryLock.acquire(
                repository,
                exclusive: false,
                cancellation: context.cancellation,
                options: context.lockOptions(options)
            )
            lock = held
            cleanup = UrgentCleanup.add { held.release() }
        }
        try repository.loadIndex()
        let damaged = DamageList(context.messages)
        let snapshots = try repository.snapshots { damaged.add($0, $1) }
        let compared =
            try parent.map { try SnapshotSelection.resolve($0, in: snapshots) }
            ?? SnapshotSelection.parent(
                in: snapshots,
                host: backup.hostname,
                paths: paths(),
                before: backup.time ?? .now
            )
        return BackupDestination(repository: repository, parent: compared, options: writing)
    }

    /// Makes sure that the lock is held.
    func confirm() throws { try lock?.confirm() }

    /// Runs `body`; when it fails because the lock was lost, throws the reason for that.
    func guarding<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw lock?.failure ?? error
        }
    }

    /// Gives the lock back.
    func release() {
        lock?.release()
        lock = nil
        if let cleanup { UrgentCleanup.remove(cleanup) }
    }
}
