import CLinux
import DRCore

/// Looks whether the server of a data directory still runs, about once a second.
final class ServerWatch {
    private let path: String
    private var looked = Timestamp(seconds: 0)
    private var hasGone = false

    init(_ dataDirectory: String) {
        path = dataDirectory + "/postmaster.pid"
    }

    /// Whether its process is gone: the first line of the file names it.
    func isGone() -> Bool {
        let now = Timestamp.now
        guard !hasGone, abs(now.seconds(since: looked)) >= 1 else { return hasGone }
        looked = now
        do {
            let bytes = try FileBytes.read(path, limit: 4096) ?? []
            let first = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            hasGone = Int32(first).map { kill($0, 0) != 0 && clinux_errno() == ESRCH } ?? true
        } catch {
            hasGone = true
        }
        return hasGone
    }
}
