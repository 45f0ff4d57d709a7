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
        var holder = LockHolder()
        holder.hostname = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 257) { space in
            space.initialize(repeating: 0)
            guard let text = space.baseAddress, gethostname(text, 256) == 0 else { return "" }
            return String(cString: text)
        }
        holder.pid = getpid()
        holder.uid = getuid()
        holder.gid = getgid()
        holder.username = Self.username(holder.uid)
        holder.process = ProcessMark.current()
        return holder
    }

    private static func username(_ uid: UInt32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16384) { space in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let text = space.baseAddress, getpwuid_r(uid, &entry, text, space.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return "" }
            return String(cString: name)
        }
    }
}
