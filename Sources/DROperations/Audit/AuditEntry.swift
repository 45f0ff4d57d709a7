import DRCore
import DRRepository
import DRStorage

/// A line of the audit log.
package struct AuditEntry: Sendable, Equatable {
    /// 1 for the first entry.
    package var sequence: UInt64
    /// When it was written.
    package var time: Timestamp
    /// Who did it.
    package var actor: AuditActor
    /// What was done, as `AuditOperation` has it; later versions may know more.
    package var operation: String
    /// The environment it was done in.
    package var environment: String
    /// What it was done to.
    package var target: String
    /// What came of it.
    package var outcome: String
    /// What else there is to say.
    package var detail: String?
    /// The run it belongs to.
    package var run: String?
    /// The hash of the entry before; zeros before the first.
    package var previous: ObjectID
    /// The SHA-256 of the line up to this value.
    package var hash: ObjectID

    /// What stands before and after the hash at the end of a line.
    private static let mark = Array(",\"hash\":\"".utf8)
    private static let end = Array("\"}".utf8)
    private static var tailCount: Int { mark.count + 64 + end.count }

    /// Makes the entry that follows another.
    package init(_ event: AuditEvent, by actor: AuditActor, at time: Timestamp, after head: AuditHead) {
        sequence = head.sequence + 1
        self.time = time
        self.actor = actor
        operation = event.operation.rawValue
        environment = event.environment
        target = event.target
        outcome = event.outcome
        detail = event.detail
        run = event.run
        previous = head.hash
        hash = AuditHead.noHash
    }

    /// Reads a line without its line break and checks its hash.
    ///
    /// - Throws: `DRError` (integrity) when a byte of it was changed.
    package init(line: UnsafeRawBufferPointer, hasher: SHA256Hasher) throws {
        guard line.count > Self.tailCount else { throw Self.damage("the line is too short") }
        let body = UnsafeRawBufferPointer(rebasing: line[..<(line.count - Self.tailCount)])
        let tail = line[body.count...]
        let digits = UnsafeRawBufferPointer(rebasing: tail.dropFirst(Self.mark.count).prefix(64))
        guard tail.starts(with: Self.mark), tail.suffix(Self.end.count).elementsEqual(Self.end),
            let stated = ObjectID(hex: digits), stated.hex.utf8.elementsEqual(digits)
        else { throw Self.damage("the line does not end in its hash") }
        guard hasher.hash(body) == stated else { throw Self.damage("the line is not what its hash says") }
        try self.init(json: line, hash: stated)
    }

    private init(json: UnsafeRawBufferPointer, hash: ObjectID) throws {
        var reader = JSONReader(json)
        var sequence: UInt64?
        var time: Timestamp?
        var previous: ObjectID?
        var texts: [String: String] = [:]
        var uid: UInt32 = 0
        var process: Int32 = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "seq": sequence = try reader.uint64()
            case "time": time = try reader.timestamp()
            case "previous": previous = try reader.objectID()
            case "uid": uid = try reader.integer()
            case "process": process = try reader.integer()
            case "operation", "environment", "target", "outcome", "detail", "run", "user", "sudo_user", "host":
                texts[key.string] = try reader.string().string
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let sequence, let time, let previous, let operation = texts["operation"] else {
            throw Self.damage("the line lacks a key")
        }
        self.sequence = sequence
        self.time = time
        actor = AuditActor(
            user: texts["user"] ?? "",
            uid: uid,
            sudoUser: texts["sudo_user"],
            host: texts["host"] ?? "",
            process: process
        )
        self.operation = operation
        environment = texts["environment"] ?? ""
        target = texts["target"] ?? ""
        outcome = texts["outcome"] ?? ""
        detail = texts["detail"]
        run = texts["run"]
        self.previous = previous
        self.hash = hash
    }

    private static func damage(_ what: String) -> DRError { DRError(.integrity, what) }

    /// Writes the line with its line break and sets the hash.
    mutating func line(hasher: SHA256Hasher) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 512)
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("seq")
        json.number(sequence)
        json.key("time")
        json.time(time)
        write(to: &json)
        json.key("previous")
        json.id(previous)
        hash = hasher.hash(buffer.bytes)
        buffer.append(Self.mark)
        buffer.append(hash.hex)
        buffer.append(Self.end)
        buffer.append(UInt8(ascii: "\n"))
        return buffer.array
    }

    /// Writes the members that say who did what.
    package func write(to json: inout JSONWriter) {
        let members: [(StaticString, String?)] = [
            ("operation", operation), ("environment", environment), ("target", target), ("outcome", outcome),
            ("detail", detail), ("run", run), ("user", actor.user), ("sudo_user", actor.sudoUser),
            ("host", actor.host),
        ]
        for case (let key, let value?) in members {
            json.key(key)
            json.string(value)
        }
        json.key("uid")
        json.number(Int(actor.uid))
        json.key("process")
        json.number(Int(actor.process))
    }
}
