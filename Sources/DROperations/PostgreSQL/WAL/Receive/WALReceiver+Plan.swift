import DRCore
import DRPolicy
import DRWorkloads

extension WALReceiver {
    /// The receiver of a plan; nil when its configuration names no slot.
    ///
    /// - Throws: `DRError` (usage) when it is not the plan of a cluster.
    package convenience init?(
        _ installation: Installation,
        plan: String,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        let cluster = try ClusterAccess(installation, plan: plan, cancellation: cancellation, note: note)
        guard let slot = cluster.source.wal.slot else { return nil }
        self.init(
            try WALSite(installation, plan: plan, cancellation: cancellation, note: note),
            Setting(slot: slot, tailInterval: cluster.source.wal.tailInterval.inSeconds),
            note: note
        ) { try cluster.connect(isReplication: $0) }
    }
}
