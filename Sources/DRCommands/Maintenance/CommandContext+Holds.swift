import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage

extension CommandContext {
    /// Refuses to remove snapshots that a policy of the environment has under a legal hold.
    ///
    /// - Throws: `DRError` with code `refusedByGuardrail` that names the first and the reason.
    func demandNoHold(on snapshots: [Snapshot], _ options: RepositoryOptions) throws {
        guard case .configured(let repository) = try place(options) else { return }
        guard let (snapshot, hold) = LegalHolds(repository.installation).first(of: snapshots) else { return }
        throw DRError(
            .refusedByGuardrail,
            "the snapshot is under a legal hold: \(hold.reason)",
            object: snapshot.id.map { $0.short } ?? "",
            hint: "the hold is in the retention policy; whoever set it takes it away"
        )
    }
}
