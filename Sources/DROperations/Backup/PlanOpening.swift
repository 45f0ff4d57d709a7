import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Opens the repository of a plan for a backup, and holds its lock; used by one thread.
final class PlanOpening {
    /// The repository, once it is open.
    private(set) var repository: Repository?
    private let context: JobContext
    private let plan: BackupPlan
    private let name: String
    private let growth: Percentage?
    private var lock: RepositoryLock?

    /// Prepares to open.
    ///
    /// - Parameters:
    ///   - name: that of the plan.
    ///   - growth: the share by which the repository may grow; nil for any.
    init(_ context: JobContext, _ plan: BackupPlan, _ name: String, growth: Percentage?) {
        self.context = context
        self.plan = plan
        self.name = name
        self.growth = growth
    }

    /// Opens the repository, takes a shared lock, reads the index and chooses the snapshot to compare with: the last one
    /// of the plan on this host, else the last one of the same paths.
    func open(_ backup: BackupOptions, paths: () throws -> [String]) throws -> BackupDestination {
        let opened = try context.repositories.open(plan.repository)
        try opened.config.validateForWriting()
        repository = opened
        lock = try RepositoryLock.acquire(
            opened,
            exclusive: false,
            cancellation: context.cancellation,
            options: context.repositories.lockOptions
        )
        try opened.loadIndex()
        let snapshots = try opened.snapshots { [note = context.note] id, error in
            note("the snapshot \(id.short) is damaged: \(error.message); run dr verify")
        }
        let wanted = try paths()
        let tag = PlanOptions.tag(ofPlan: name)
        let own = snapshots.filter { $0.tags.contains(tag) }
        let parent = [own, snapshots].lazy.compactMap { candidates in
            SnapshotSelection.parent(
                in: candidates,
                host: backup.hostname,
                paths: wanted,
                before: backup.time ?? .now
            )
        }.first
        var options = try context.repositories.writeOptions(plan.repository)
        // The first backup of a plan brings all of it; whoever declared the plan wants that.
        options.limit = own.isEmpty ? nil : limit(opened)
        return BackupDestination(repository: opened, parent: parent, options: options)
    }

    private func limit(_ repository: Repository) -> WriteLimit? {
        guard let share = growth else { return nil }
        let growth = StorageGrowth(share: share, size: repository.index.storedBytes)
        guard let bytes = growth.limit, let refusal = growth.refusal(subject: name) else { return nil }
        return WriteLimit(bytes: bytes, error: refusal.error)
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
    }
}
