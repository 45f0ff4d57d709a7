import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// A look into a repository, for a status that does not rest on the catalog alone.
struct RepositoryLook {
    /// The snapshots that it holds, as hexadecimal digits; nil when it cannot be read.
    private var snapshots: Set<String>?

    /// Opens the repository and takes its state as the newest sample; why it cannot be read becomes a fact too.
    init(_ facts: inout RepositoryFacts, _ access: RepositoryAccess, _ now: Timestamp) {
        do {
            let repository = try access.open(facts.name)
            let ids = try repository.backend.list(.snapshot).map(\.id.hex)
            var total = 0
            for kind in [ObjectKind.pack, .index] { try repository.backend.list(kind) { total += $1 } }
            let locks = try repository.locks()
            facts.sample = RepositoryFacts.Sample(
                time: now,
                snapshots: Int64(ids.count),
                bytes: Int64(total),
                locks: Int64(locks.count),
                oldestLock: locks.map(\.time).min()
            )
            snapshots = Set(ids)
        } catch {
            facts.failure = DRError(anyStorageError: error)
        }
    }

    /// Whether the snapshot of a run is not there; false when that cannot be told.
    func hasLost(_ run: RunFact?) -> Bool {
        guard let snapshots, let snapshot = run?.snapshot else { return false }
        return !snapshots.contains(snapshot)
    }
}
