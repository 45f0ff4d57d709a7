import DRCore
import DRPolicy
import DRRepository

/// Where the write-ahead log of a cluster goes, and what opens that place.
package struct WALSite: Sendable {
    /// Opens the repository, which takes half a second for the key; its index is not read yet.
    package let open: @Sendable () throws -> Repository
    /// How new data is written.
    package var writeOptions = WriteOptions()
    /// How locks are taken.
    package var lockOptions: LockOptions
    /// What snapshots say of their host.
    package let host: String
    /// The environment and plan, as in `production/orders`; nil without a configuration.
    package let plan: String?
    /// Ends waits early.
    package var cancellation: Cancellation

    /// Takes what opens the repository.
    package init(
        host: String,
        plan: String?,
        lockOptions: LockOptions,
        cancellation: Cancellation,
        open: @escaping @Sendable () throws -> Repository
    ) {
        self.host = host
        self.plan = plan
        self.lockOptions = lockOptions
        self.cancellation = cancellation
        self.open = open
    }

    /// The log of a plan, opened as the configuration says.
    ///
    /// - Throws: `DRError` (usage) when there is no such plan.
    package init(
        _ installation: Installation,
        plan: String,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        let repository = try installation.plan(plan).repository
        let access = RepositoryAccess(installation, cancellation: cancellation, note: note)
        self.init(
            host: installation.host,
            plan: installation.environment + "/" + plan,
            lockOptions: access.lockOptions,
            cancellation: cancellation
        ) { try access.open(repository) }
        writeOptions = try access.writeOptions(repository)
    }

    /// The tag by which snapshots of the log name the plan; that of backups would make retention count them as such.
    package static func tag(ofPlan plan: String) -> String { "wal-of:" + plan }

    /// What snapshots bear beside the tags of every log.
    var tags: [String] { plan.map { [Self.tag(ofPlan: $0)] } ?? [] }
}
