import DRCore

/// What may be done about a lock of somebody else.
package enum LockStanding: Sendable {
    /// Its holder runs, or may run.
    case live
    /// Its holder seems to be gone: `unlock` removes it.
    case stale
    /// Its holder is certainly gone: it is removed without asking.
    case dead
}

extension LockFile {
    /// Judges the lock as `observer` sees it.
    ///
    /// - Parameters:
    ///   - now: the time by which its age is taken.
    ///   - staleAfter: the age in seconds after which a holder that lives would have written it anew.
    ///   - processes: looks up processes of this machine.
    package func standing(
        seenBy observer: LockHolder,
        now: Timestamp,
        staleAfter: Double,
        processes: (Int32) -> ProcessState
    ) -> LockStanding {
        let isOld = now.seconds(since: time) > staleAfter
        guard holder.hostname == observer.hostname else { return isOld ? .stale : .live }
        guard let mark = holder.process, let own = observer.process else {
            // Another program's lock: its process number may belong to a container that shares the host name.
            guard processes(holder.pid) == .absent else { return isOld ? .stale : .live }
            return isOld ? .dead : .stale
        }
        // Written before a reboot, or in a container of the same host name: only its age tells.
        guard mark.system == own.system else { return isOld ? .dead : .live }
        switch processes(holder.pid) {
        case .absent: return .dead
        case .running(let start):
            if let start, start != mark.start { return .dead }
            return isOld ? .stale : .live
        }
    }
}
