import CLinux
import DRCore
import Synchronization

/// Shows how far some work has come, from a thread of its own: a bar on a terminal, else a line a minute.
final class ProgressDisplay: Sendable {
    private static let current = Mutex<ProgressDisplay?>(nil)
    private static let barInterval = 0.1
    private static let lineInterval = 60.0

    private let title: String
    private let messages: Messages
    private let sample: @Sendable () -> ProgressSample
    private let rate = Mutex(ProgressRate())
    private let end = EndMark()

    private init(_ title: String, _ messages: Messages, _ sample: @escaping @Sendable () -> ProgressSample) {
        self.title = title
        self.messages = messages
        self.sample = sample
    }

    /// Runs `body` while showing what `sample` gives, which is called from another thread.
    static func show<Result>(
        _ title: String,
        _ messages: Messages,
        sample: @escaping @Sendable () -> ProgressSample,
        while body: () throws -> Result
    ) throws -> Result {
        let display = ProgressDisplay(title, messages, sample)
        current.withLock { $0 = display }
        let thread = try WorkerThread { display.run() }
        defer {
            display.end.set()
            thread.join()
            current.withLock { $0 = nil }
            messages.clearStatus()
        }
        return try body()
    }

    /// Writes a line about the running work at once, as SIGUSR1 asks for.
    static func printLine() {
        guard let display = current.withLock({ $0 }) else { return }
        display.messages.write(display.line())
    }

    private func run() {
        let hasBar = messages.isTerminal
        while !end.wait(seconds: hasBar ? Self.barInterval : Self.lineInterval) {
            guard messages.level != .quiet else { continue }
            if hasBar { messages.setStatus(bar()) } else { messages.write(line()) }
        }
    }

    private func line() -> String {
        let now = sample()
        return rate.withLock { rate in
            rate.update(Double(now.bytes > 0 ? now.bytes : now.items))
            return ProgressText.line(title, now, rate)
        }
    }

    private func bar() -> String {
        let now = sample()
        let columns = Int(clinux_terminal_width(STDERR_FILENO))
        return rate.withLock { rate in
            rate.update(Double(now.bytes > 0 ? now.bytes : now.items))
            return ProgressText.bar(title, now, rate, width: (columns > 0 ? columns : 80) - 1)
        }
    }
}
