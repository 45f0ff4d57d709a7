import CLinux
import DRCore

/// A program that was started and has not been let go of; belongs to one thread at a time.
///
/// Letting it go ends it.
package final class RunningProgram {
    /// The process.
    package let pid: pid_t
    private let name: String
    private let leadsGroup: Bool
    /// How it ended; nil while it runs.
    package private(set) var status: ProgramStatus?

    init(_ pid: pid_t, _ name: String, leadsGroup: Bool) {
        self.pid = pid
        self.name = name
        self.leadsGroup = leadsGroup
    }

    deinit {
        if status == nil { end() }
    }

    /// Looks whether it ended.
    package func look() {
        guard status == nil else { return }
        var raw: Int32 = 0
        let result = waitpid(pid, &raw, WNOHANG)
        if result == pid {
            status = ProgramStatus(raw: raw)
        } else if result < 0, clinux_errno() == ECHILD {
            // Somebody else took its end, so how it was is not known.
            status = .killed(SIGKILL)
        }
    }

    /// Waits for its end.
    ///
    /// - Parameter check: asked a hundred times a second.
    /// - Throws: what `check` throws; the program runs on then, until it is ended or let go of.
    package func wait(_ check: () throws -> Void) throws -> ProgramStatus {
        while true {
            look()
            if let status { return status }
            try check()
            usleep(10_000)
        }
    }

    /// Ends it, with all of its group when it leads one: asks first, and does not ask after two seconds.
    package func end() {
        let target = leadsGroup ? -pid : pid
        kill(target, SIGTERM)
        for _ in 0..<100 {
            look()
            // A group lives as long as one member does, also when its leader is gone.
            if status != nil, !leadsGroup || kill(target, 0) != 0 { return }
            usleep(20_000)
        }
        kill(target, SIGKILL)
        while status == nil {
            look()
            usleep(5_000)
        }
    }

    /// Lets it run on after `dr` has let go of it.
    ///
    /// - Throws: `DRError` when no thread can be made that waits for its end, so that no zombie stays.
    package func release() throws {
        guard status == nil else { return }
        status = .exited(0)
        _ = try WorkerThread { [pid] in waitpid(pid, nil, 0) }
    }
}
