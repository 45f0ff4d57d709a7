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
            let name = SnapshotName.text(of: snapshot.time)
            guard let candidate = RetentionCandidate(snapshot, name: name),
                let hold = holds.first(where: candidate.isHeld)
            else { continue }
            return (snapshot, hold)
        }
        return nil
    }
}
