import CLinux
import DRCore
import DRLogSocket
import DRPolicy

extension WALSocket {
    /// The socket of a plan.
    package static func path(_ installation: Installation, plan: String) -> String {
        installation.configuration.plans[plan]?.postgresql?.wal.socket
            ?? usual(environment: installation.environment, plan: plan)
    }

    /// The users that may ask a service of a cluster: the owner of the data directory if that lies on this machine, else the
    /// one by whom packages of PostgreSQL run.
    package static func users(dataDirectory: String?) -> Set<UInt32> {
        if let dataDirectory {
            var status = stat()
            if stat(dataDirectory, &status) == 0 { return [status.st_uid] }
        }
        guard let user = getpwnam("postgres") else { return [] }
        return [user.pointee.pw_uid]
    }
}
