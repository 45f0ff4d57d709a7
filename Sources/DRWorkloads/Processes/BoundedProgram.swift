import CLinux
import DRCore

/// A program that is run to its end within a time, without a shell.
///
/// It leads a process group of its own: when the time is over or a stop is asked for, all that it started in that group
/// is ended, first by SIGTERM and two seconds later by SIGKILL.
package struct BoundedProgram: Sendable {
    private var start: ProgramStart
    /// What it reads from standard input.
    package var input: [UInt8] = []
    /// The longest time that it may take, in seconds.
    package var timeout: Double
    /// How much of the output is kept, in bytes.
    package var outputLimit = 8 << 10
    /// Whether the end of the output is kept, else its beginning.
    package var keepsEnd = true

    /// How a run ended.
    package struct Outcome: Sendable, Equatable {
        /// The exit code or the signal.
        package var status: ProgramStatus
        /// What is kept of what it printed.
        package var output: [UInt8]
        /// Whether it was ended because its time was over.
        package var isTimedOut: Bool
    }

    /// Names a program and the longest time that it may take.
    package init(_ words: [String], timeout: Double = .infinity) {
        start = ProgramStart(words)
        self.timeout = timeout
    }

    /// Variables beside those of this process.
    package var variables: [String: String] {
        get { start.variables }
        set { start.variables = newValue }
    }

    /// Whether what it writes to standard error is kept with its output; else it goes where that of `dr` goes.
    package var keepsErrors: Bool {
        get { start.keepsErrors }
        set { start.keepsErrors = newValue }
    }

    /// Runs the program on the calling thread.
    ///
    /// - Throws: `DRError` when it cannot be started; the cancellation's error when that was set, after the program ended.
    package func run(cancellation: Cancellation) throws -> Outcome {
        try run { try cancellation.check() }
    }

    /// Runs the program on the calling thread.
    ///
    /// - Parameter check: asked many times a second; the program is ended when it throws.
    /// - Throws: `DRError` when it cannot be started; what `check` throws, after the program ended.
    package func run(checking check: () throws -> Void) throws -> Outcome {
        let name = start.words.first ?? ""
        try check()
        var ends: (Int32, Int32) = (0, 0)
        guard clinux_pipe(&ends.0, &ends.1) == 0 else {
            throw DRError.system("make a pipe for", name, errno: clinux_errno())
        }
        let reading = FileDescriptor(owning: ends.0)
        let program: RunningProgram
        do {
            let writing = FileDescriptor(owning: ends.1)
            program = try begin(name, output: writing.raw)
        }
        return try watch(program, reading, check)
    }

    private func watch(
        _ program: RunningProgram,
        _ output: borrowing FileDescriptor,
        _ check: () throws -> Void
    ) throws -> Outcome {
        let began = ContinuousClock.now
        func passed() -> Double {
            let time = began.duration(to: .now).components
            return Double(time.seconds) + Double(time.attoseconds) / 1e18
        }
        var kept = KeptOutput(limit: outputLimit, keepsEnd: keepsEnd)
        var look = KeptOutput.Look.nothing
        var isTimedOut = false
        var end: Double?
        while true {
            let hasEnded = program.status != nil
            if look == .end {
                usleep(5_000)
            } else {
                look = try kept.read(from: output, milliseconds: hasEnded ? 0 : 20)
            }
            if hasEnded {
                // All that it wrote is in the pipe by now; what it leaves running may write on for ever.
                end = end ?? passed() + 0.5
                if look != .some || passed() > end ?? 0 { break }
            }
            program.look()
            guard program.status == nil, !isTimedOut else { continue }
            do { try check() } catch {
                program.end()
                throw error
            }
            if passed() > timeout {
                isTimedOut = true
                program.end()
            }
        }
        return Outcome(status: program.status ?? .killed(SIGKILL), output: kept.bytes, isTimedOut: isTimedOut)
    }

    /// Starts it; what it reads is a file in memory: it takes all of it at once, and nobody waits for a full pipe.
    private func begin(_ name: String, output: Int32) throws -> RunningProgram {
        guard !input.isEmpty else { return try start.start(output: output) }
        let raw = clinux_memory_file("dr-input")
        guard raw >= 0 else { throw DRError.system("make the input of", name, errno: clinux_errno()) }
        let file = FileDescriptor(owning: raw)
        try input.withUnsafeBytes { try file.writeAll($0, at: 0, path: name) }
        return try start.start(input: file.raw, output: output)
    }
}
