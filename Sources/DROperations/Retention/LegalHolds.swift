import DRPolicy
import DRRepository

/// The legal holds of all policies of an environment.
package struct LegalHolds: Sendable {
    private let holds: [LegalHold]

    /// Gathers them.
    package init(_ installation: Installation) {
        holds = installation.effective.policies.sorted { $0.key < $1.key }.flatMap(\.value.legalHolds)
    }

    /// The first of some snapshots that is under a hold, with the hold.
    package func first(of snapshots: [Snapshot]) -> (Snapshot, LegalHold)? {
        for snapshot in snapshots {
            guard let id = snapshot.id else { continue }
            let name = SnapshotName.text(of: snapshot.time)
            let candidate = RetentionCandidate(snapshot, id: id, name: name)
            guard let hold = holds.first(where: candidate.isHeld) else { continue }
            return (snapshot, hold)
        }
        return nil
    }
}
