import CLinux
import DRCore

/// Asks on the terminal of the process; passwords are not shown.
struct Prompt {
    static let terminal = "/dev/tty"

    /// Ends the waiting for an answer.
    let cancellation: Cancellation

    /// Whether there is a terminal to ask on.
    static var isPossible: Bool {
        guard let terminal = try? FileDescriptor.open(terminal, O_RDWR | O_NOCTTY) else { return false }
        return isatty(terminal.raw) == 1
    }

    /// The line that the user types, without its newline.
    ///
    /// - Throws: `DRError` when there is no terminal, at end of input, and on cancellation; the echo is back then.
    func ask(_ question: String) throws -> [UInt8] {
        let terminal = try FileDescriptor.open(Self.terminal, O_RDWR | O_NOCTTY)
        var before = termios()
        guard tcgetattr(terminal.raw, &before) == 0 else {
            throw DRError.system("read the settings of", Self.terminal, errno: clinux_errno())
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ICANON | ECHONL)
        let raw = terminal.raw
        let restored = before
        let token = UrgentCleanup.add {
            var settings = restored
            tcsetattr(raw, TCSAFLUSH, &settings)
        }
        tcsetattr(raw, TCSAFLUSH, &silent)
        defer {
            tcsetattr(raw, TCSAFLUSH, &before)
            UrgentCleanup.remove(token)
        }
        try write(question, terminal)
        return try readLine(terminal)
    }

    /// Asks for a new password twice until both answers agree.
    func askNew(_ question: String) throws -> [UInt8] {
        for _ in 0..<3 {
            let first = try ask(question + ": ")
            let second = try ask("the same again: ")
            if first == second { return first }
            try write("these two differ\n", FileDescriptor.open(Self.terminal, O_RDWR | O_NOCTTY))
        }
        throw DRError(.usage, "the two passwords differ", hint: "try again, or use --password-file")
    }

    func write(_ text: String, _ terminal: borrowing FileDescriptor) throws {
        let bytes = ByteBuffer(text.utf8)
        try terminal.writeAll(bytes.bytes, path: Self.terminal)
    }

    func readLine(_ terminal: borrowing FileDescriptor) throws -> [UInt8] {
        var line: [UInt8] = []
        while true {
            do { try cancellation.check() } catch {
                try write("\n", terminal)
                throw error
            }
            var waited = pollfd(fd: terminal.raw, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            let got = CLinux.read(terminal.raw, &byte, 1)
            if got < 0, clinux_errno() == EINTR { continue }
            guard got == 1 else { throw DRError(.usage, "the input ended without an answer", object: Self.terminal) }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
    }
}
