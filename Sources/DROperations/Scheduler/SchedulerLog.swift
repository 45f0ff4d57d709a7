import CLinux
import DRCore

/// The lines that the scheduler writes about its work: for the journal with its priorities, else with the time.
package struct SchedulerLog: Sendable {
    /// How much a line matters, with the numbers of syslog(3).
    package enum Level: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    private let isJournal: Bool
    private let clock: any WallClock
    private let write: @Sendable (String) -> Void

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - isJournal: whether the journal of systemd reads the lines (`isConnectedToJournal`).
    ///   - write: takes a line without its end.
    package init(isJournal: Bool, clock: any WallClock, write: @escaping @Sendable (String) -> Void) {
        self.isJournal = isJournal
        self.clock = clock
        self.write = write
    }

    /// Writes lines; those of a text with several keep their level.
    package func line(_ level: Level, _ text: String) {
        for part in text.split(separator: "\n") {
            write((isJournal ? "<\(level.rawValue)>" : RFC3339.format(wholeSecond) + " ") + part)
        }
    }

    private var wholeSecond: Timestamp { Timestamp(seconds: clock.now.seconds) }

    /// Whether standard error goes to the journal: `JOURNAL_STREAM` names its device and inode (systemd.exec(5)).
    package static func isConnectedToJournal(_ variables: [String: String]) -> Bool {
        var status = stat()
        guard let stream = variables["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
