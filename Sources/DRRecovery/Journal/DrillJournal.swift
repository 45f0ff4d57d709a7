import CLinux
import DRCore
import Synchronization

/// The write-ahead journal of a drill: what is about to happen is on the disk before it happens.
///
/// Each line holds the hash of the one before. While a process writes it, it holds a lock on the file.
package final class DrillJournal: Sendable {
    private struct State {
        var records: [JournalRecord]
        var hash: String
    }

    /// The file.
    package let path: String
    private let file: FileDescriptor
    private let state: Mutex<State>
    private let clock: any DrillClock
    private let origin: Int64
    private let onAppend: (@Sendable (JournalRecord.Kind, String) throws -> Void)?

    private init(
        path: String,
        file: consuming FileDescriptor,
        _ content: Content,
        _ clock: any DrillClock,
        origin: Int64,
        _ onAppend: (@Sendable (JournalRecord.Kind, String) throws -> Void)?
    ) {
        self.onAppend = onAppend
        self.path = path
        self.file = file
        self.clock = clock
        self.origin = origin
        state = Mutex(State(records: content.records, hash: content.hash))
    }

    /// Begins a journal; `onAppend` hears of each line before it is written, and keeps it from being written by throwing.
    ///
    /// - Throws: `DRError` when there is one already, or it cannot be written.
    package static func create(
        _ path: String,
        _ clock: any DrillClock,
        onAppend: (@Sendable (JournalRecord.Kind, String) throws -> Void)? = nil
    ) throws -> DrillJournal {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND)
        try lock(file.raw, path)
        let empty = Content(records: [], hash: "", isTorn: false, size: 0)
        return DrillJournal(path: path, file: file, empty, clock, origin: clock.monotonic, onAppend)
    }

    /// Goes on with the journal of a process that died; a last line that was not written to its end is cut off.
    ///
    /// - Throws: `DRError` with code `locked` when the process lives, `integrity` when the journal was changed.
    package static func reopen(_ path: String, _ clock: any DrillClock) throws -> DrillJournal {
        let file = try FileDescriptor.open(path, O_RDWR | O_APPEND)
        try lock(file.raw, path)
        let content = try read(path)
        if content.isTorn, ftruncate(file.raw, off_t(content.size)) != 0 {
            throw DRError.system("cut the last line of", path, errno: clinux_errno())
        }
        // The clock of another boot has nothing to do with the times in the journal: they go on from the last one.
        let boot = content.records.first?.fields["boot"]
        let last = content.records.last?.elapsed ?? 0
        let recorded = content.records.first.flatMap { $0.fields["origin"] }.flatMap { Int64($0) }
        let isSameBoot = try boot != nil && boot == bootID() && recorded.map { $0 <= clock.monotonic } == true
        let origin = isSameBoot ? recorded ?? clock.monotonic - last : clock.monotonic - last
        return DrillJournal(path: path, file: file, content, clock, origin: origin, nil)
    }

    /// What a journal holds, whoever writes it.
    package struct Content: Sendable {
        /// Its lines.
        package let records: [JournalRecord]
        /// The hash of the last one.
        package let hash: String
        /// Whether a last line was not written to its end.
        package let isTorn: Bool
        /// The bytes of the whole lines.
        let size: Int
    }

    /// Reads a journal and checks every line.
    ///
    /// - Throws: `DRError` with code `integrity` that names the line that was changed, taken out or put in.
    package static func read(_ path: String) throws -> Content {
        guard let bytes = try FileBytes.read(path, limit: 1 << 30) else {
            throw DRError(.failed, "there is no journal", object: path)
        }
        var records: [JournalRecord] = []
        var hash = ""
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            do {
                let (record, next) = try JournalRecord.read(Array(bytes[start..<end]))
                guard record.sequence == records.count, record.previous == hash else {
                    throw DRError(.integrity, "a line of the journal does not follow the one before")
                }
                records.append(record)
                hash = next
            } catch let error as DRError {
                throw DRError(.integrity, error.message, object: "\(path), line \(records.count + 1)")
            }
            start = end + 1
        }
        return Content(records: records, hash: hash, isTorn: start < bytes.count, size: start)
    }

    /// Whether a process holds the journal.
    package static func isHeld(_ path: String) throws -> Bool {
        let file = try FileDescriptor.open(path, O_RDONLY)
        if flock(file.raw, LOCK_SH | LOCK_NB) == 0 { return false }
        let number = clinux_errno()
        guard number == EWOULDBLOCK else { throw DRError.system("lock", path, errno: number) }
        return true
    }

    private static func lock(_ raw: Int32, _ path: String) throws {
        guard flock(raw, LOCK_EX | LOCK_NB) != 0 else { return }
        let number = clinux_errno()
        guard number == EWOULDBLOCK else { throw DRError.system("lock", path, errno: number) }
        throw DRError(.locked, "another process runs this drill", object: path)
    }

    /// The boot of this machine.
    ///
    /// - Throws: `DRError` when the kernel does not tell it.
    static func bootID() throws -> String {
        let bytes = try FileBytes.read("/proc/sys/kernel/random/boot_id", limit: 256) ?? []
        return String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    }

    /// Nanoseconds since the drill began.
    package var elapsed: Int64 { clock.monotonic - origin }

    /// The moment of the clock at which the drill began.
    var beginning: Int64 { origin }

    /// The lines so far.
    package var records: [JournalRecord] { state.withLock { $0.records } }

    /// The hash of the last line, which stands for all of them.
    package var hash: String { state.withLock { $0.hash } }

    /// Adds a line; it is on the disk when this returns.
    ///
    /// - Throws: `DRError` when it cannot be written; then nothing may be done that it announces.
    package func append(_ kind: JournalRecord.Kind, _ step: String = "", _ fields: [String: String] = [:]) throws {
        try onAppend?(kind, step)
        let (now, elapsed) = (clock.now, elapsed)
        try state.withLock { state in
            let record = JournalRecord(
                sequence: state.records.count,
                time: now,
                elapsed: max(elapsed, state.records.last?.elapsed ?? 0),
                kind: kind,
                step: step,
                fields: fields,
                previous: state.hash
            )
            let (line, hash) = try record.line()
            try (line + [UInt8(ascii: "\n")]).withUnsafeBytes { try file.writeAll($0, path: path) }
            guard fdatasync(file.raw) == 0 else { throw DRError.system("sync", path, errno: clinux_errno()) }
            state.records.append(record)
            state.hash = hash
        }
    }
}
