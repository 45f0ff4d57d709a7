import CLinux
import DRRepository

/// Who did something: the user as the system knows it, whoever is behind sudo, the host and the process.
package struct AuditActor: Sendable, Equatable {
    /// The name of the user of the process.
    package var user: String
    /// The number of the user of the process.
    package var uid: UInt32
    /// Who called sudo, if it was called.
    package var sudoUser: String?
    /// The host.
    package var host: String
    /// The process.
    package var process: Int32

    /// Names an actor.
    package init(user: String, uid: UInt32, sudoUser: String? = nil, host: String, process: Int32) {
        self.user = user
        self.uid = uid
        self.sudoUser = sudoUser
        self.host = host
        self.process = process
    }

    /// Who runs this process.
    package static var current: AuditActor {
        let identity = HostIdentity.current
        let sudo = getenv("SUDO_USER").map { String(cString: $0) } ?? ""
        return AuditActor(
            user: identity.username,
            uid: identity.uid,
            sudoUser: sudo.isEmpty ? nil : sudo,
            host: identity.hostname,
            process: getpid()
        )
    }

    /// The person as a message names them: the one behind sudo, else the user.
    package var person: String { sudoUser ?? user }
}
