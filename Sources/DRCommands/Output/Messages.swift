import CLinux
import DRCore
import Synchronization

/// Standard error: notes, warnings, errors, and one status line that stays below them.
///
/// Safe to use from several threads.
final class Messages: Sendable {
    /// How much is said.
    enum Level: Int, Sendable {
        case quiet
        case normal
        case verbose
    }

    private struct State {
        var level = Level.normal
        var status = ""
    }

    private let state = Mutex(State())

    /// Whether a person reads it.
    let isTerminal = isatty(STDERR_FILENO) == 1

    /// Sets how much is said.
    func setLevel(_ level: Level) {
        state.withLock { $0.level = level }
    }

    /// How much is said.
    var level: Level { state.withLock { $0.level } }

    /// What happens behind a command, for those who asked for it.
    func detail(_ text: @autoclosure () -> String) {
        if level == .verbose { write(text()) }
    }

    /// What is worth knowing.
    func note(_ text: @autoclosure () -> String) {
        if level != .quiet { write(text()) }
    }

    /// What may need attention, with the next step.
    func warning(_ text: String, object: String? = nil, next: String? = nil) {
        write(MessageText.of("warning: " + text, object: object, next: next))
    }

    /// Lines, whatever the level.
    func write(_ text: String) {
        state.withLock { state in
            Self.send(Self.erase(state.status) + text + "\n" + state.status)
        }
    }

    /// Shows a status line on the terminal in place of the one before.
    func setStatus(_ text: String) {
        state.withLock { state in
            Self.send(Self.erase(state.status) + text)
            state.status = text
        }
    }

    /// Removes the status line.
    func clearStatus() { setStatus("") }

    private static func erase(_ status: String) -> String { status.isEmpty ? "" : "\r\u{1b}[K" }

    /// A message that cannot be written has no other way out, so a failure ends the attempt.
    private static func send(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let written = CLinux.write(STDERR_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if written < 0, clinux_errno() != EINTR { return }
                done += max(written, 0)
            }
        }
    }
}
