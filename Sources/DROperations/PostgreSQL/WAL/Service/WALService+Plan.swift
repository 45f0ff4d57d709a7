import DRCore
import DRLogSocket
import DRPolicy

extension WALService {
    /// The service of a plan, at the socket that its configuration names.
    ///
    /// - Throws: `DRError` (usage) when it is not the plan of a cluster.
    package convenience init(
        _ installation: Installation,
        plan: String,
        socket: String? = nil,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        let cluster = try ClusterAccess(installation, plan: plan, cancellation: cancellation, note: note)
        self.init(
            try WALSite(installation, plan: plan, cancellation: cancellation, note: note),
            socket: socket ?? WALSocket.path(installation, plan: plan),
            users: WALSocket.users(dataDirectory: cluster.settings.dataDirectory),
            note: note
        )
    }
}
