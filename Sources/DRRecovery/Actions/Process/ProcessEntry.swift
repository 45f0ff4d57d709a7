import CLinux
import DRCore
import DRPolicy

/// A process as its file of the process number and the kernel tell of it.
struct ProcessEntry {
    /// Its number.
    let pid: pid_t

    /// The process of a service; nil when it does not run.
    ///
    /// A number that was given to another program since, by `matches` and the age of the file, is not taken for it.
    ///
    /// - Throws: `DRError` when the file holds no number.
    static func find(_ settings: ProcessSettings) throws -> ProcessEntry? {
        guard let bytes = try FileBytes.read(settings.pidFile, limit: 4096) else { return nil }
        let word = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
        // A program that starts makes the file before it writes into it.
        guard let word else { return nil }
        guard let pid = pid_t(word), pid > 1 else {
            throw DRError(.failed, "the file does not hold the number of a process", object: settings.pidFile)
        }
        guard kill(pid, 0) == 0 || clinux_errno() == EPERM, !isZombie(pid) else { return nil }
        if let part = settings.matches, try !commandLine(pid).contains(part) { return nil }
        return ProcessEntry(pid: pid)
    }

    /// Whether it has ended, though its parent has not asked for its end yet.
    private static func isZombie(_ pid: pid_t) -> Bool {
        // The name of the program stands in brackets and may hold anything, so the state is looked for from the end.
        guard let bytes = try? FileBytes.read("/proc/\(pid)/stat", limit: 4096),
            let bracket = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return false }
        let state = bytes[bracket...].dropFirst(2).first
        return state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
    }

    private static func commandLine(_ pid: pid_t) throws -> String {
        let bytes = try FileBytes.read("/proc/\(pid)/cmdline", limit: 1 << 20) ?? []
        return String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// Sends a signal.
    ///
    /// - Throws: `DRError` when it may not be sent.
    func signal(_ number: Int32) throws {
        guard kill(pid, number) != 0 else { return }
        let error = clinux_errno()
        if error != ESRCH { throw DRError.system("send a signal to the process", String(pid), errno: error) }
    }
}
