import CLinux
import DRWorkloads

/// A running program that leads its process group; belongs to one thread.
///
/// Letting it go ends it.
final class BoundedChild {
    private let pid: pid_t
    /// How it ended; nil while it runs.
    private(set) var status: ChildProcess.Status?

    init(_ pid: pid_t) {
        self.pid = pid
    }

    deinit {
        if status == nil { endGroup() }
    }

    /// Looks whether it ended.
    func look() {
        guard status == nil else { return }
        var raw: Int32 = 0
        let result = waitpid(pid, &raw, WNOHANG)
        if result == pid {
            status = clinux_exited(raw) != 0 ? .exited(clinux_exit_status(raw)) : .killed(clinux_term_signal(raw))
        } else if result < 0, clinux_errno() == ECHILD {
            status = .killed(SIGKILL)
        }
    }

    /// Ends the whole group: asks first, and does not ask after two seconds.
    func endGroup() {
        kill(-pid, SIGTERM)
        for _ in 0..<100 {
            look()
            // The group lives as long as one member does, also when its leader is gone.
            if status != nil, kill(-pid, 0) != 0 { return }
            usleep(20_000)
        }
        kill(-pid, SIGKILL)
        while status == nil {
            look()
            usleep(5_000)
        }
    }
}
