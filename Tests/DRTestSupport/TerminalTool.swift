import CLinux
import DRCore

/// A program that runs on a terminal of its own, with a test at the keyboard.
package final class TerminalTool {
    private let master: FileDescriptor
    private let pid: pid_t
    private var hasEnded = false
    private var shown: [UInt8] = []
    private var expected = 0

    /// Starts the program as the leader of a session whose terminal is `columns` wide.
    package init(_ tool: Tool, _ arguments: [String], columns: UInt16 = 80) throws {
        var number: Int32 = 0
        let raw = clinux_open_terminal(&number)
        guard raw >= 0 else { throw DRError.system("open", "a terminal", errno: clinux_errno()) }
        master = FileDescriptor(owning: raw)
        guard clinux_set_terminal_size(raw, 24, columns) == 0 else {
            throw DRError.system("set the size of", "a terminal", errno: clinux_errno())
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes that of the session.
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/pts/\(number)", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
        pid = try RunningTool.spawn(tool, arguments, &actions, flags: clinux_spawn_setsid())
    }

    deinit {
        guard !hasEnded else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    /// All that the terminal showed so far.
    package var screen: String { String(decoding: shown, as: UTF8.self) }

    /// Types text.
    package func type(_ text: String) throws {
        let bytes = ByteBuffer(text.utf8)
        try master.writeAll(bytes.bytes, path: "the terminal")
    }

    /// Sends a signal to the program.
    package func signal(_ number: Int32) { kill(pid, number) }

    /// Whether the terminal shows what is typed.
    package var echoes: Bool {
        var settings = termios()
        return tcgetattr(master.raw, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Reads until the terminal has shown `text` after what was expected before.
    ///
    /// - Throws: when the time runs out or the program ends before; the message holds the screen.
    package func expect(_ text: String, seconds: Double = 30) throws {
        for _ in 0..<Int(seconds * 20) {
            if let end = place(after: Array(text.utf8)) {
                expected = end
                return
            }
            guard read(milliseconds: 50) else { break }
        }
        guard let end = place(after: Array(text.utf8)) else {
            throw DRError(.failed, "the terminal never showed \(text)", object: screen)
        }
        expected = end
    }

    private func place(after text: [UInt8]) -> Int? {
        guard shown.count - expected >= text.count else { return nil }
        for start in expected...shown.count - text.count where shown[start...].starts(with: text) {
            return start + text.count
        }
        return nil
    }

    /// Waits for the end and returns the exit code, or 128 and the signal.
    package func wait(seconds: Double = 60) throws -> Int32 {
        for _ in 0..<Int(seconds * 20) {
            // A program closes the terminal shortly before it has ended.
            if !read(milliseconds: 50) { usleep(50_000) }
            var raw: Int32 = 0
            guard waitpid(pid, &raw, WNOHANG) == pid else { continue }
            hasEnded = true
            while read(milliseconds: 0) {}
            return clinux_exited(raw) != 0 ? clinux_exit_status(raw) : 128 + clinux_term_signal(raw)
        }
        throw DRError(.failed, "the program on the terminal took too long", object: screen)
    }

    /// Takes what is there to read; false when the program has gone or, without waiting, nothing is there.
    private func read(milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: master.raw, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, milliseconds) > 0 else { return milliseconds > 0 }
        var space = [UInt8](repeating: 0, count: 4096)
        let got = CLinux.read(master.raw, &space, space.count)
        guard got > 0 else { return false }
        shown += space[..<got]
        return true
    }
}
