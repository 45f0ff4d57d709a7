import CLinux
import DRCore
import DRWorkloads

/// A program that is run to its end within a time, without a shell.
///
/// It leads a process group of its own: when the time is over or a stop is asked for, all that it started in that group
/// is ended, first by SIGTERM and two seconds later by SIGKILL.
package struct BoundedProgram: Sendable {
    /// The program, found through PATH, and its arguments.
    package var words: [String]
    /// Variables beside those of this process.
    package var variables: [String: String] = [:]
    /// What it reads from standard input.
    package var input: [UInt8] = []
    /// The longest time that it may take, in seconds.
    package var timeout: Double
    /// Whether what it writes to standard error is kept with its output; else it goes where that of `dr` goes.
    package var keepsErrors = false
    /// How much of the output is kept, in bytes: the end of it.
    package var outputLimit = 8 << 10

    /// How a run ended.
    package struct Outcome: Sendable, Equatable {
        /// The exit code or the signal.
        package var status: ChildProcess.Status
        /// The end of what it printed.
        package var output: [UInt8]
        /// Whether it was ended because its time was over.
        package var isTimedOut: Bool
    }

    /// Names a program and the longest time that it may take.
    package init(_ words: [String], timeout: Double) {
        self.words = words
        self.timeout = timeout
    }

    /// Runs the program on the calling thread.
    ///
    /// - Throws: `DRError` when it cannot be started; the cancellation's error when that was set, after the program ended.
    package func run(cancellation: Cancellation) throws -> Outcome {
        guard let program = words.first else { throw DRError(.usage, "there is no program to run") }
        try cancellation.check()
        var ends: (Int32, Int32) = (0, 0)
        guard clinux_pipe(&ends.0, &ends.1) == 0 else {
            throw DRError.system("make a pipe for", program, errno: clinux_errno())
        }
        let reading = FileDescriptor(owning: ends.0)
        let child: BoundedChild
        do {
            let writing = FileDescriptor(owning: ends.1)
            child = BoundedChild(try spawn(program, input: inputFile(program), output: writing.raw))
        }
        return try watch(child, reading, cancellation)
    }

    private func watch(
        _ child: BoundedChild,
        _ output: borrowing FileDescriptor,
        _ cancellation: Cancellation
    ) throws -> Outcome {
        let clock = SystemClock()
        let deadline = clock.uptime + timeout
        var kept = OutputTail(limit: outputLimit)
        var isOpen = true
        var isTimedOut = false
        // What a program leaves running may hold the pipe open; that is not waited for.
        var end: Double?
        while true {
            if isOpen { isOpen = try kept.read(from: output, seconds: 0.05) } else { usleep(5_000) }
            child.look()
            if child.status != nil, end == nil { end = clock.uptime + 0.5 }
            if let end, !isOpen || clock.uptime > end { break }
            guard child.status == nil, !isTimedOut else { continue }
            if cancellation.isCancelled {
                child.endGroup()
                try cancellation.check()
            }
            if clock.uptime > deadline {
                isTimedOut = true
                child.endGroup()
            }
        }
        return Outcome(status: child.status ?? .killed(SIGKILL), output: kept.bytes, isTimedOut: isTimedOut)
    }

    /// What the program reads, as a file in memory: it takes all of it at once, and nobody waits for a full pipe.
    private func inputFile(_ program: String) throws -> FileDescriptor {
        guard !input.isEmpty else { return try FileDescriptor.open("/dev/null", O_RDONLY) }
        let raw = clinux_memory_file("dr-input")
        guard raw >= 0 else { throw DRError.system("make the input of", program, errno: clinux_errno()) }
        let file = FileDescriptor(owning: raw)
        try input.withUnsafeBytes { try file.writeAll($0, at: 0, path: program) }
        return file
    }

    private func spawn(_ program: String, input: borrowing FileDescriptor, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.raw, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if keepsErrors { posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO) }

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
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = environmentLines().map { strdup($0) } + [nil]
        defer {
            for text in arguments { free(text) }
            for text in environment { free(text) }
        }
        var pid = pid_t()
        let result = posix_spawnp(&pid, program, &actions, &attributes, &arguments, &environment)
        guard result == 0 else { throw DRError.system("start the program", program, errno: result) }
        return pid
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
}
