import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The log of who did what: lines of JSON that are only ever appended, each with the hash of the one before.
///
/// Several processes append to it; each entry is on the device when `append` returns. Beside the log lies its head, so
/// that a log that was cut is told from one that a crash tore.
package final class AuditLog: Sendable {
    /// The file.
    package let path: String
    private let host: String
    private let actor: AuditActor

    /// The file of the head.
    package var headPath: String { path + ".head" }

    /// No text of an entry is longer than this many bytes.
    static let textLimit = 4096

    /// Names a log; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - host: whose log it is.
    ///   - actor: who writes to it.
    package init(path: String, host: String, actor: AuditActor = .current) {
        self.path = path
        self.host = host
        self.actor = actor
    }

    /// The log of an environment on this host.
    package convenience init(_ installation: Installation, actor: AuditActor = .current) {
        let path = installation.configuration.audit.file ?? installation.stateDirectory + "/audit.jsonl"
        self.init(path: path, host: installation.host, actor: actor)
    }

    /// Adds an entry and returns the new head.
    ///
    /// An incomplete line at the end, left by a crash, stays as it is and is followed by an entry that says so; the same
    /// when entries that were there before are gone.
    ///
    /// - Throws: `DRError` when the log cannot be written.
    @discardableResult
    package func append(_ event: AuditEvent, at time: Timestamp) throws -> AuditHead {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try StateDirectory.make(String(path[..<slash]))
        }
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        try FileOwner.inherit(file.raw, path: path)
        try lock(file, LOCK_EX)
        let hasher = try SHA256Hasher()
        let end = try AuditLogEnd(file, path: path, host: host, hasher: hasher)
        let known = try readHead()
        var head = end.head
        var bytes: [UInt8] = []
        if let notice = end.notice(known: known, environment: event.environment) {
            if end.tornBytes > 0 { bytes.append(UInt8(ascii: "\n")) }
            // The entries that are gone keep their numbers, so that their place is seen.
            if let known, known.sequence > head.sequence { head = known }
            bytes += add(notice, &head, time, hasher)
        } else if end.lacksLineBreak {
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes += add(event, &head, time, hasher)
        try bytes.withUnsafeBytes { try file.writeAll($0, path: path) }
        try file.synchronize(path: path)
        try FileBytes.replace(headPath, with: head.json, mode: 0o600)
        return head
    }

    private func add(_ event: AuditEvent, _ head: inout AuditHead, _ time: Timestamp, _ hasher: SHA256Hasher) -> [UInt8]
    {
        var event = event
        event.target = Self.bounded(event.target)
        event.detail = event.detail.map(Self.bounded)
        var entry = AuditEntry(event, by: actor, at: time, after: head)
        let line = entry.line(hasher: hasher)
        head = AuditHead(host: host, sequence: entry.sequence, hash: entry.hash, time: time)
        return line
    }

    /// The head that was left beside the log; nil when there is none or it cannot be read.
    func readHead() throws -> AuditHead? {
        guard let bytes = try FileBytes.read(headPath, limit: 1 << 16) else { return nil }
        return try? bytes.withUnsafeBytes { try AuditHead(json: $0) }
    }

    /// The head of the log as it is; the head of an empty log when there is none.
    ///
    /// - Throws: `DRError` when it cannot be read, or its last line is not an entry.
    package func head() throws -> AuditHead {
        guard let file = try openForReading() else { return .empty(host: host) }
        let end = try AuditLogEnd(file, path: path, host: host, hasher: SHA256Hasher())
        guard !end.isBroken else {
            throw DRError(.integrity, "the last line is not an entry", object: path, hint: "dr audit verify")
        }
        return end.head
    }

    /// Opens the log under a shared lock, which lasts as long as the descriptor; nil when there is no log.
    func openForReading() throws -> FileDescriptor? {
        var status = stat()
        if stat(path, &status) != 0, clinux_errno() == ENOENT { return nil }
        let file = try FileDescriptor.open(path, O_RDONLY)
        try lock(file, LOCK_SH)
        return file
    }

    private func lock(_ file: borrowing FileDescriptor, _ operation: Int32) throws {
        while flock(file.raw, operation) != 0 {
            let number = clinux_errno()
            guard number == EINTR else { throw DRError.system("lock", path, errno: number) }
        }
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: textLimit)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + "…"
    }
}
