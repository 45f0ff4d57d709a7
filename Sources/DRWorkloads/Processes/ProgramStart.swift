import CLinux
import DRCore

/// Starts programs without a shell: the one place where `dr` does so.
///
/// A program begins with nothing blocked and SIGPIPE as usual, whatever this process does with its signals.
package struct ProgramStart: Sendable {
    /// The program, found through PATH, and its arguments.
    package var words: [String]
    /// Variables beside those of this process, or in their place.
    package var variables: [String: String] = [:]
    /// What it belongs to.
    package var group = Group.own
    /// Whether its errors go where its output goes; else where those of `dr` go.
    package var keepsErrors = false

    /// What a program belongs to.
    package enum Group: Sendable {
        /// The group of this process: signals of the keyboard reach it.
        case shared
        /// A group of its own, so that all that it starts can be ended with it.
        case own
        /// A session of its own, so that it outlives `dr`.
        case session
    }

    /// Names a program.
    package init(_ words: [String]) {
        self.words = words
    }

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - input: what it reads; nothing without.
    ///   - output: where it writes.
    /// - Throws: `DRError` when it cannot be started.
    package func start(input: Int32? = nil, output: Int32) throws -> RunningProgram {
        guard let program = words.first else { throw DRError(.usage, "there is no program to run") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if keepsErrors { posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO) }
        // Many programs end, or complain, where they may not enter the directory that they begin in.
        if access(".", X_OK) != 0 { clinux_spawn_in(&actions, "/") }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        let belonging: Int32 =
            switch group {
            case .shared: 0
            case .own: Int32(POSIX_SPAWN_SETPGROUP)
            case .session: clinux_spawn_setsid()
            }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | belonging))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = environmentLines().map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, program, &actions, &attributes, &arguments, &environment)
        guard result == 0 else { throw DRError.system("start the program", program, errno: result) }
        return RunningProgram(pid, program, leadsGroup: group != .shared)
    }

    private func environmentLines() -> [String] {
        var lines: [String] = []
        var next = clinux_environment()
        while let entry = next?.pointee {
            let line = String(cString: entry)
            if variables[String(line.prefix { $0 != "=" })] == nil { lines.append(line) }
            next = next?.advanced(by: 1)
        }
        return lines + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// Whether a program is there.
    ///
    /// - Throws: `DRError` when it is not found through PATH, or may not be run.
    package static func find(_ program: String) throws {
        if program.contains("/") {
            guard access(program, X_OK) != 0 else { return }
            throw DRError.system("run the program", program, errno: clinux_errno())
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        guard !path.split(separator: ":").contains(where: { access($0 + "/" + program, X_OK) == 0 }) else { return }
        throw DRError(.failed, "the program is not installed", object: program)
    }
}
