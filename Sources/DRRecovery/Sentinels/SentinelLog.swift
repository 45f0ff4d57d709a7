import CLinux
import DRCore
import DRPolicy
import Synchronization

/// The log of the writers of a sentinel: in memory for counting, and on the disk as evidence.
final class SentinelLog: Sendable {
    private struct State {
        var writes: [SentinelWrite] = []
        var pending: [UInt8] = []
        var synced: Int64 = 0
    }

    private let path: String
    private let file: FileDescriptor
    private let state = Mutex(State())

    /// Begins a log.
    ///
    /// - Throws: `DRError` when the file cannot be made.
    init(_ path: String) throws {
        try FileTree.makeParent(of: path)
        self.path = path
        file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
    }

    /// All writes so far.
    var writes: [SentinelWrite] { state.withLock { $0.writes } }

    /// Adds a write; the file is synced every quarter of a second.
    ///
    /// - Throws: `DRError` when the file cannot be written.
    func add(_ write: SentinelWrite) throws {
        try state.withLock { state in
            state.writes.append(write)
            let line = "\(write.key) \(write.began) \(write.ended) \(write.outcome.rawValue)\n"
            state.pending += Array(line.utf8)
            guard write.ended - state.synced >= 250_000_000 else { return }
            state.synced = write.ended
            try flush(&state)
        }
    }

    /// Writes out and syncs what has gathered.
    ///
    /// - Throws: `DRError` when the file cannot be written.
    func flush() throws {
        try state.withLock { try flush(&$0) }
    }

    private func flush(_ state: inout State) throws {
        try state.pending.withUnsafeBytes { try file.writeAll($0, path: path) }
        state.pending.removeAll(keepingCapacity: true)
        guard fdatasync(file.raw) == 0 else { throw DRError.system("sync", path, errno: clinux_errno()) }
    }
}
