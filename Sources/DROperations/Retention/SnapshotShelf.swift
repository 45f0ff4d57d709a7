import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The snapshots of a repository at one time, with what they answer to.
package struct SnapshotShelf: Sendable {
    /// The id in the config of the repository.
    package let repositoryID: String
    /// The readable ones, oldest first.
    package let snapshots: [Snapshot]
    /// The names of the snapshots, in the same order.
    package let names: [String]
    /// Those that could not be read; nobody knows whose they are, and nothing removes them.
    package let damaged: [ObjectID]

    /// Reads all snapshots of a repository.
    ///
    /// - Throws: `DRError` when the repository cannot be read; a damaged snapshot is no reason.
    package init(_ repository: Repository) throws {
        let broken = BrokenList()
        let found = try repository.snapshots { id, _ in broken.add(id) }
        repositoryID = repository.config.id
        snapshots = found
        names = SnapshotName.texts(of: found)
        damaged = broken.all
    }

    /// The snapshots of a plan of an environment, as their tags say.
    func members(of plan: String, environment: String) -> [(snapshot: Snapshot, name: String)] {
        let tags = PlanTags(plan: plan, environment: environment)
        return zip(snapshots, names).filter { tags.matches($0.0) }.map { ($0, $1) }
    }

    /// How many snapshots answer to a hold, of whatever plan.
    func count(heldBy hold: LegalHold) -> Int {
        zip(snapshots, names).count { RetentionCandidate($0, name: $1)?.isHeld(by: hold) ?? false }
    }
}

extension RetentionCandidate {
    /// What retention knows of a stored snapshot by itself; nil for one that is not stored.
    init?(_ snapshot: Snapshot, name: String) {
        guard let id = snapshot.id else { return nil }
        let point = RetentionPoint(
            id: id.hex,
            time: snapshot.time,
            utcOffset: snapshot.utcOffset,
            hostname: snapshot.hostname,
            paths: snapshot.paths,
            tags: snapshot.tags
        )
        let short = SnapshotName.text(of: snapshot.time)
        self.init(point, names: name == short ? [name] : [name, short])
    }
}
