import CLinux
import DRCore
import DRRepository
import DRStorage

/// What the last bytes of an audit log say.
struct AuditLogEnd {
    /// The last whole entry.
    private(set) var head: AuditHead
    /// Bytes after the last line break that are not an entry: what a crash left of one.
    private(set) var tornBytes = 0
    /// Their SHA-256.
    private(set) var tornHash: ObjectID?
    /// Whether the last entry is whole, but for its line break.
    private(set) var lacksLineBreak = false
    /// Whether the last whole line is not an entry, which no crash explains.
    private(set) var isBroken = false

    /// No line is longer: the texts of an entry are bounded, and escapes make them six times as long at most.
    static let lineLimit = 1 << 17

    /// Reads the end of a log.
    init(_ file: borrowing FileDescriptor, path: String, host: String, hasher: SHA256Hasher) throws {
        head = .empty(host: host)
        let size = Int(try file.status(path: path).st_size)
        let start = max(size - 2 * Self.lineLimit, 0)
        let buffer = ByteBuffer()
        buffer.resize(to: size - start)
        buffer.resize(to: try file.read(into: buffer.mutableBytes, at: start, path: path))
        let bytes = buffer.bytes
        guard !bytes.isEmpty else { return }

        let lineEnd = bytes.lastIndex(of: UInt8(ascii: "\n"))
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(lineEnd.map { $0 + 1 } ?? 0)...])
        if !rest.isEmpty {
            if let entry = try? AuditEntry(line: rest, hasher: hasher) {
                lacksLineBreak = true
                head = AuditHead(host: host, sequence: entry.sequence, hash: entry.hash, time: entry.time)
                return
            }
            tornBytes = rest.count
            tornHash = hasher.hash(rest)
        }
        guard let lineEnd else { return }
        let before = bytes[..<lineEnd]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = UnsafeRawBufferPointer(rebasing: bytes[lineStart..<lineEnd])
        if let entry = try? AuditEntry(line: line, hasher: hasher) {
            head = AuditHead(host: host, sequence: entry.sequence, hash: entry.hash, time: entry.time)
        } else {
            isBroken = true
        }
    }

    /// The event that tells of an end that is not the one that was left; nil when all is well.
    func notice(known: AuditHead?, environment: String) -> AuditEvent? {
        let isLost = isBroken || known.map { $0.sequence > head.sequence } ?? false
        guard isLost || tornBytes > 0 else { return nil }
        var detail: [String] = []
        if tornBytes > 0, let tornHash {
            detail.append("\(tornBytes) bytes of an incomplete entry, SHA-256 \(tornHash.hex)")
        }
        if let known, !isBroken, known.sequence > head.sequence {
            detail.append("entries \(head.sequence + 1) to \(known.sequence) were there before")
        }
        if isBroken { detail.append("the last line is not an entry") }
        return AuditEvent(
            .logRecovered,
            environment: environment,
            target: "the audit log",
            outcome: isLost ? "lost" : "torn",
            detail: detail.joined(separator: "; ")
        )
    }
}
