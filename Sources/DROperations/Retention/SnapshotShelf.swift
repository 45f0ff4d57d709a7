import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The snapshots of a repository at one time, with what they answer to.
package struct SnapshotShelf: Sendable {
    /// The id in the config of the repository.
    package let repositoryID: String
    /// The readable ones, oldest first.
    package let members: [Member]
    /// Those that could not be read; nobody knows whose they are, and nothing removes them.
    package let damaged: [ObjectID]

    /// A snapshot and the name that tells it apart from the others.
    package struct Member: Sendable {
        /// The snapshot.
        package let stored: StoredSnapshot
        /// Its name for people.
        package let name: String
    }

    /// Reads all snapshots of a repository.
    ///
    /// - Throws: `DRError` when the repository cannot be read; a damaged snapshot is no reason.
    package init(_ repository: Repository) throws {
        let broken = BrokenList()
        let found = try repository.storedSnapshots(repository.backend.list(.snapshot)) { id, _ in broken.add(id) }
        self.init(repositoryID: repository.config.id, found, damaged: broken.all)
    }

    /// Takes snapshots that were read, oldest first, and those that could not be.
    init(repositoryID: String, _ found: [StoredSnapshot], damaged: [ObjectID]) {
        self.repositoryID = repositoryID
        self.damaged = damaged
        members = zip(found, SnapshotName.texts(of: found)).map(Member.init)
    }

    /// The snapshots of a plan of an environment, as their tags say.
    func members(of plan: String, environment: String) -> [Member] {
        let tags = PlanTags(plan: plan, environment: environment)
        return members.filter { tags.matches($0.stored.snapshot) }
    }

    /// How many snapshots answer to a hold, of whatever plan.
    func count(heldBy hold: LegalHold) -> Int {
        members.count { RetentionCandidate($0).isHeld(by: hold) }
    }
}

extension RetentionCandidate {
    /// What retention knows of a stored snapshot by itself.
    init(_ member: SnapshotShelf.Member) {
        self.init(member.stored.snapshot, id: member.stored.id, name: member.name)
    }

    /// The same for a snapshot with its id and the name that tells it apart.
    init(_ snapshot: Snapshot, id: ObjectID, name: String) {
        let point = RetentionPoint(
            id: id.hex,
            time: snapshot.time,
            utcOffset: snapshot.utcOffset,
            hostname: snapshot.hostname,
            paths: snapshot.paths,
            tags: snapshot.tags
        )
        let short = SnapshotName.text(of: snapshot.time)
        self.init(point, names: name == short ? [short] : [name, short])
    }
}
