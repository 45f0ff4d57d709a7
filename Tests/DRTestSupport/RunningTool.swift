import CLinux
import DRCore

/// A program that was started and has not been waited for.
package final class RunningTool: @unchecked Sendable {
    /// The process.
    package let pid: pid_t

    private let scratch: ScratchDirectory
    private let name: String
    private let hasOwnOutput: Bool
    private var status: Int32?
    /// The most memory that it was seen to hold at once, in bytes.
    ///
    /// Read from the process itself: the figures of `wait4` begin with those of the process that started it.
    package private(set) var peakMemory = 0

    init(
        _ tool: Tool,
        _ arguments: [String],
        _ scratch: ScratchDirectory,
        inputPath: String,
        outputPath: String?
    ) throws {
        self.scratch = scratch
        let name = "run-" + Hex.encode(SecureRandom.bytes(4))
        self.name = name
        hasOwnOutput = outputPath != nil
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, inputPath, O_RDONLY, 0)
        let output = outputPath ?? scratch.path(name + ".out")
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, scratch.path(name + ".err"), flags, 0o600)
        pid = try Self.spawn(tool, arguments, &actions, flags: 0)
    }

    deinit {
        guard status == nil else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    /// Starts a program with nothing of this process' signal handling.
    static func spawn(
        _ tool: Tool,
        _ arguments: [String],
        _ actions: inout posix_spawn_file_actions_t,
        flags: Int32
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags))
        var words: [UnsafeMutablePointer<CChar>?] = ([tool.program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = tool.environment.map { strdup($0 + "=" + $1) } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, tool.program, &actions, &attributes, &words, &variables)
        guard result == 0 else { throw DRError.system("start", tool.program, errno: result) }
        return pid
    }

    /// Sends a signal.
    package func signal(_ number: Int32) { kill(pid, number) }

    /// What it printed on standard output so far.
    package func output() throws -> String {
        String(decoding: try scratch.read(name + ".out"), as: UTF8.self)
    }

    /// What it printed on standard error so far.
    package func errors() throws -> String {
        String(decoding: try scratch.read(name + ".err"), as: UTF8.self)
    }

    /// Waits until `condition` holds; false when the program ended or the time ran out before.
    package func wait(seconds: Double = 30, until condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<Int(seconds * 100) {
            if try condition() { return true }
            if poll() { return try condition() }
            usleep(10_000)
        }
        return false
    }

    /// Whether the program has ended.
    private func poll() -> Bool {
        guard status == nil else { return true }
        peakMemory = max(peakMemory, Self.peakMemory(of: pid))
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return false }
        status = clinux_exited(raw) != 0 ? clinux_exit_status(raw) : 128 + clinux_term_signal(raw)
        return true
    }

    /// The high-water mark of the resident memory of a process, in bytes; 0 once it has ended.
    private static func peakMemory(of pid: pid_t) -> Int {
        guard let file = fopen("/proc/\(pid)/status", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
                ?? 0
        }
        return 0
    }

    /// Waits for the end; a program that takes longer than `seconds` is killed, and its errors are thrown.
    package func wait(seconds: Double = 60) throws -> Tool.Run {
        for _ in 0..<Int(seconds * 100) where !poll() { usleep(10_000) }
        guard let status else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            self.status = 128 + SIGKILL
            throw DRError(.failed, "the program took longer than \(seconds) s", object: try errors())
        }
        let output = hasOwnOutput ? [] : try scratch.read(name + ".out")
        return Tool.Run(status: status, output: output, errors: try errors())
    }
}
