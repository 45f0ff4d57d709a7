import CLinux
import DRCore

/// The process and user that hold a lock.
package struct LockHolder: Sendable, Equatable {
    package var hostname = ""
    package var username = ""
    package var pid: Int32 = 0
    package var uid: UInt32 = 0
    package var gid: UInt32 = 0
    /// What tells this process from all others; only `dr` writes it.
    package var process: ProcessMark?

    /// Makes a nameless holder.
    package init() {}

    /// The process that runs this.
    package static func current() -> LockHolder {
        let identity = HostIdentity.current
        var holder = LockHolder()
        holder.hostname = identity.hostname
        holder.username = identity.username
        holder.pid = getpid()
        holder.uid = identity.uid
        holder.gid = identity.gid
        holder.process = ProcessMark.current()
        return holder
    }
}
