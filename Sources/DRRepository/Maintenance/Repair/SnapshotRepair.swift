import DRCore
import DRStorage

/// Makes snapshots whole again that lost something, by taking out what is lost: files keep the blobs that are left, in
/// order, directories that cannot be read become empty.
///
/// A repaired snapshot is a new one, tagged `repaired`, that names the one it was made from. The caller holds a lock and has
/// loaded the index; what a damaged pack holds counts as there until `PackRepair` took it out of the index.
package final class SnapshotRepair {
    /// The tag of repaired snapshots.
    package static let tag = "repaired"

    private let repository: Repository
    private let cancellation: Cancellation
    /// How far it has come, in snapshots.
    package let progress = MaintenanceProgress()

    /// Prepares a repair.
    package init(_ repository: Repository, cancellation: Cancellation = Cancellation()) {
        self.repository = repository
        self.cancellation = cancellation
    }

    /// Looks at snapshots and replaces those that lost something; returns what became of each of those.
    ///
    /// - Parameters:
    ///   - forgets: whether the damaged ones are removed once their successors are durable.
    /// - Throws: `StorageFailure`; the code of the cancellation.
    package func run(
        _ snapshots: [Snapshot],
        _ lock: RepositoryLock,
        forgets: Bool,
        isDryRun: Bool = false
    ) throws -> [RepairedSnapshot] {
        progress.begin(.walking, items: snapshots.count)
        let writer = isDryRun ? nil : try BlobWriter(repository)
        let failure = FirstFailure()
        var repaired: [(snapshot: Snapshot, outcome: TreeRepair.Outcome)] = []
        failure.capture {
            var trees = try TreeRepair(repository, writer, cancellation)
            for snapshot in snapshots {
                let outcome = try trees.repair(snapshot.tree)
                progress.add(items: 1)
                if !outcome.isWhole { repaired.append((snapshot, outcome)) }
            }
        }
        // Also after a failure, so that the threads of the writer end.
        if let writer { failure.capture { try writer.finish() } }
        try failure.rethrow()
        let codec = try repository.makeCodec()
        return try repaired.compactMap { snapshot, outcome in
            guard let id = snapshot.id else { return nil }
            var result = RepairedSnapshot(id: id, losses: outcome.losses, lossCount: outcome.lossCount)
            result.isLost = outcome.tree == nil
            guard !isDryRun else { return result }
            try lock.confirm()
            if let tree = outcome.tree {
                result.successor = try repository.save(Self.successor(of: snapshot, tree), codec).id
            }
            if forgets { try repository.backend.delete(ObjectName(.snapshot, id)) }
            result.isForgotten = forgets
            return result
        }
    }

    private static func successor(of snapshot: Snapshot, _ tree: ObjectID) -> Snapshot {
        var next = snapshot
        next.id = nil
        next.tree = tree
        next.original = snapshot.original ?? snapshot.id
        // Its counts were of what is no longer there.
        next.summary = nil
        if !next.tags.contains(tag) { next.tags.append(tag) }
        return next
    }
}
