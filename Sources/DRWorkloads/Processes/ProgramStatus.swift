import CLinux

/// How a program ended.
package enum ProgramStatus: Equatable, Sendable, CustomStringConvertible {
    /// With an exit code.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)

    /// Reads what `waitpid` gives.
    init(raw: Int32) {
        self = clinux_exited(raw) != 0 ? .exited(clinux_exit_status(raw)) : .killed(clinux_term_signal(raw))
    }

    package var description: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)"
        case .killed(let signal): "was ended by signal \(signal)"
        }
    }

    /// The exit code, or 128 and the signal, as a shell has it.
    package var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        }
    }
}
