import CLinux
import DRCore

/// A program that runs to its end in a group of its own, so that what it started ends with it.
struct CommandRun {
    /// Its exit code, or 128 and the signal that ended it.
    var status: Int32
    /// What it printed, its errors too; the first megabyte.
    var output: String

    private static let outputLimit = 1 << 20

    /// Whether a program is there.
    ///
    /// - Throws: `DRError` when it is not found through PATH, or may not be run.
    static func find(_ program: String) throws {
        if program.contains("/") {
            guard access(program, X_OK) != 0 else { return }
            throw DRError.system("run the program", program, errno: clinux_errno())
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        guard !path.split(separator: ":").contains(where: { access($0 + "/" + program, X_OK) == 0 }) else { return }
        throw DRError(.failed, "the program is not installed", object: program)
    }

    /// Runs a program, found through PATH, without a shell and with an empty standard input.
    ///
    /// When the time is over or the action is to stop, the whole group is ended: with TERM, two seconds later with KILL.
    ///
    /// - Throws: `DRError` when it cannot be started, or was ended.
    static func run(_ words: [String], _ context: ActionContext) throws -> CommandRun {
        guard let program = words.first else { throw DRError(.usage, "there is no program to run") }
        var ends: (Int32, Int32) = (0, 0)
        guard clinux_pipe(&ends.0, &ends.1) == 0 else {
            throw DRError.system("make a pipe for", program, errno: clinux_errno())
        }
        let reading = FileDescriptor(owning: ends.0)
        let writing = FileDescriptor(owning: ends.1)
        let pid = try spawn(words, output: writing.raw, isSession: false)
        var result = CommandRun(status: 0, output: "")
        var bytes: [UInt8] = []
        var status: Int32 = 0
        do {
            while waitpid(pid, &status, WNOHANG) == 0 {
                try context.check()
                read(reading.raw, into: &bytes, milliseconds: 20)
            }
        } catch {
            end(group: pid)
            throw error
        }
        // What it left behind in its group would hold the pipe open.
        while read(reading.raw, into: &bytes, milliseconds: 0) {}
        result.status = clinux_exited(status) != 0 ? clinux_exit_status(status) : 128 + clinux_term_signal(status)
        result.output = String(decoding: bytes, as: UTF8.self)
        return result
    }

    /// Runs a program to its end whose output is too much to hold; its output and errors go to a file.
    ///
    /// - Returns: its exit code, or 128 and the signal that ended it.
    /// - Throws: `DRError` when it cannot be started, or was ended.
    @discardableResult
    static func run(_ words: [String], outputTo path: String, _ context: ActionContext) throws -> Int32 {
        guard !words.isEmpty else { throw DRError(.usage, "there is no program to run") }
        let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        let pid = try spawn(words, output: file.raw, isSession: false)
        var status: Int32 = 0
        do {
            while waitpid(pid, &status, WNOHANG) == 0 {
                try context.check()
                usleep(10_000)
            }
        } catch {
            end(group: pid)
            throw error
        }
        return clinux_exited(status) != 0 ? clinux_exit_status(status) : 128 + clinux_term_signal(status)
    }

    /// Starts a program that outlives `dr`, in a session of its own; its output goes to a file of the drill.
    ///
    /// - Throws: `DRError` when it cannot be started.
    static func startDetached(_ words: [String], directory: String) throws {
        let log = directory + "/started.log"
        let file = try FileDescriptor.open(log, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        let pid = try spawn(words, output: file.raw, isSession: true)
        // One that puts itself into the background is waited for by a thread, so that no zombie stays.
        _ = try WorkerThread { waitpid(pid, nil, 0) }
    }

    @discardableResult
    private static func read(_ raw: Int32, into bytes: inout [UInt8], milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, milliseconds) > 0 else { return false }
        return withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 8) { space in
            let got = CLinux.read(raw, space.baseAddress, space.count)
            guard got > 0 else {
                // All ends are closed; the program may still run, so this is no reason to hurry.
                if milliseconds > 0 { usleep(UInt32(milliseconds) * 1000) }
                return false
            }
            bytes.append(contentsOf: space[..<min(got, max(outputLimit - bytes.count, 0))])
            return true
        }
    }

    private static func end(group pid: pid_t) {
        kill(-pid, SIGTERM)
        for _ in 0..<100 {
            if waitpid(pid, nil, WNOHANG) != 0, kill(-pid, 0) != 0 { return }
            usleep(20_000)
        }
        kill(-pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    private static func spawn(_ words: [String], output: Int32, isSession: Bool) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This process blocks signals in its threads and ignores SIGPIPE; the child begins as usual.
        var none = sigset_t()
        sigemptyset(&none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        let group = isSession ? clinux_spawn_setsid() : Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, clinux_environment())
        guard result == 0 else { throw DRError.system("start the program", words[0], errno: result) }
        return pid
    }
}
