import CLinux

/// Whether a process of this machine runs.
package enum ProcessState: Sendable, Equatable {
    case absent
    /// It runs since `start`, in clock ticks since the boot; nil when the system does not tell.
    case running(start: UInt64?)

    /// Looks a process up.
    package static func of(_ pid: Int32) -> ProcessState {
        guard pid > 0 else { return .absent }
        if kill(pid, 0) != 0, clinux_errno() == ESRCH { return .absent }
        if ProcessMark.isZombie(pid) { return .absent }
        return .running(start: ProcessMark.startTicks(of: pid))
    }
}
