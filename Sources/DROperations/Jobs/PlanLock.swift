import CLinux
import DRCore
import DRPolicy

/// Makes sure that one run of a plan and lane is going on at a time, across all processes of this machine.
///
/// The kernel gives the lock back when its process ends, however that happens.
final class PlanLock {
    private let file: FileDescriptor

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - wait: how long another run is waited for, in seconds.
    /// - Throws: `DRError` with code `tryLater` when another run goes on; the cancellation's error.
    init(_ plan: String, _ lane: RunLane, _ installation: Installation, wait: Double, _ cancellation: Cancellation)
        throws
    {
        let folder = "\(installation.stateDirectory)/locks/\(installation.environment)"
        let path = "\(folder)/\(plan).\(lane.rawValue).lock"
        try StateDirectory.make(folder)
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW)
        try FileOwner.inherit(file.raw, path: path)
        let end = installation.clock.uptime + wait
        while flock(file.raw, LOCK_EX | LOCK_NB) != 0 {
            let number = clinux_errno()
            guard number == EWOULDBLOCK || number == EINTR else {
                throw DRError.system("lock", path, errno: number)
            }
            guard installation.clock.uptime < end else {
                throw DRError(
                    .tryLater,
                    "another run of this plan is going on",
                    object: plan,
                    hint: "wait until it is done; dr runs shows it"
                )
            }
            installation.clock.sleep(0.5, cancellation)
            try cancellation.check()
        }
        self.file = file
    }

    /// Whether a run of a plan and lane is going on, as far as the lock tells.
    static func isHeld(_ plan: String, _ lane: RunLane, _ installation: Installation) throws -> Bool {
        do {
            _ = try PlanLock(plan, lane, installation, wait: 0, Cancellation())
            return false
        } catch let error as DRError where error.code == .tryLater {
            return true
        }
    }
}
