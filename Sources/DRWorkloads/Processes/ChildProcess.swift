import CLinux
import DRCore

/// A program that runs beside this process; what it prints is read here, its errors go where those of `dr` go.
///
/// One thread at a time uses it, which is why it is not checked. A child that is let go without `wait` is ended.
package final class ChildProcess: @unchecked Sendable {
    /// How a program ended.
    package enum Status: Equatable, Sendable, CustomStringConvertible {
        /// With an exit code.
        case exited(Int32)
        /// By a signal.
        case killed(Int32)

        package var description: String {
            switch self {
            case .exited(let code): "ended with exit code \(code)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        }
    }

    private let program: String
    private let output: FileDescriptor
    private var running: pid_t?
    private let cancellation: Cancellation

    /// Starts a program, found through PATH, without a shell and with an empty standard input.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments; at least one.
    ///   - cancellation: ends reading early.
    /// - Throws: `DRError` when the program cannot be started.
    package init(_ words: [String], cancellation: Cancellation) throws {
        guard let program = words.first else { throw DRError(.usage, "there is no program to run") }
        var ends: (Int32, Int32) = (0, 0)
        guard clinux_pipe(&ends.0, &ends.1) == 0 else {
            throw DRError.system("make a pipe for", program, errno: clinux_errno())
        }
        output = FileDescriptor(owning: ends.0)
        let writing = FileDescriptor(owning: ends.1)
        self.program = program
        self.cancellation = cancellation
        running = try Self.spawn(program, words, output: writing.raw)
    }

    deinit {
        if running != nil { end() }
    }

    private static func spawn(_ program: String, _ words: [String], output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)

        // This process blocks signals in its threads and ignores SIGPIPE; the child begins as usual.
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
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, program, &actions, &attributes, arguments, clinux_environment())
        guard result == 0 else { throw DRError.system("start the program", program, errno: result) }
        return pid
    }

    /// Another descriptor of the output, for a reader of its own; it ends when the program closes its side.
    ///
    /// - Throws: `DRError` when there is none left.
    func duplicateOutput() throws -> FileDescriptor {
        let copy = dup(output.raw)
        guard copy >= 0 else { throw DRError.system("read what is printed by", program, errno: clinux_errno()) }
        return FileDescriptor(owning: copy)
    }

    /// Reads what the program prints, at most as much as fits; 0 at the end of its output.
    ///
    /// - Throws: `DRError` when reading fails or the cancellation is set.
    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            try cancellation.check()
            var waited = pollfd(fd: output.raw, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 100) > 0 else { continue }
            let got = CLinux.read(output.raw, space.baseAddress, space.count)
            if got >= 0 { return got }
            let number = clinux_errno()
            if number != EINTR { throw DRError.system("read what is printed by", program, errno: number) }
        }
    }

    /// Fills the space with what the program prints; less than there is room for only at the end of its output.
    ///
    /// - Throws: `DRError` when reading fails or the cancellation is set.
    package func readFully(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < space.count {
            let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: space[done...]))
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Waits for the end of the program.
    ///
    /// - Throws: the cancellation's error when it is set.
    package func wait() throws -> Status {
        guard let pid = running else { throw DRError(.failed, "the program has ended already", object: program) }
        while true {
            var status: Int32 = 0
            let result = waitpid(pid, &status, WNOHANG)
            if result == pid {
                running = nil
                return Self.status(status)
            }
            let number = clinux_errno()
            if result < 0, number != EINTR {
                running = nil
                throw DRError.system("wait for the program", program, errno: number)
            }
            try cancellation.check()
            usleep(10_000)
        }
    }

    /// Ends a program that still runs: asks first, and does not ask after two seconds.
    private func end() {
        guard let pid = running else { return }
        running = nil
        kill(pid, SIGTERM)
        for _ in 0..<100 {
            if waitpid(pid, nil, WNOHANG) != 0 { return }
            usleep(20_000)
        }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    private static func status(_ raw: Int32) -> Status {
        clinux_exited(raw) != 0 ? .exited(clinux_exit_status(raw)) : .killed(clinux_term_signal(raw))
    }

    /// Runs a program to its end and hands over what it prints.
    package static func run(
        _ words: [String],
        cancellation: Cancellation,
        output: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Status {
        let child = try ChildProcess(words, cancellation: cancellation)
        let space = ByteBuffer()
        space.resize(to: 1 << 16)
        while case let count = try child.read(into: space.mutableBytes), count > 0 {
            try output(UnsafeRawBufferPointer(rebasing: space.bytes[..<count]))
        }
        return try child.wait()
    }
}
