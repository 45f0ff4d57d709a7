import DRCore
import DRRepository

/// A line of the journal of a drill.
///
/// Its form is a JSON object `{"seq", "time", "elapsed", "kind", "step", "fields", "prev", "hash"}`: `elapsed` in
/// nanoseconds since the drill began, `prev` the hash of the line before, and `hash` the SHA-256 of the line up to it.
package struct JournalRecord: Hashable, Sendable {
    /// The number of the line, from 0.
    package var sequence: Int
    /// When it was written.
    package var time: Timestamp
    /// Nanoseconds since the drill began.
    package var elapsed: Int64
    /// What it says.
    package var kind: Kind
    /// The step or the moment that it is about; empty for none.
    package var step: String
    /// What else it says.
    package var fields: [String: String]
    /// The hash of the line before; empty for the first.
    package var previous: String

    /// What a line says.
    package enum Kind: String, CaseIterable, Sendable {
        /// The drill began.
        case opened
        /// Another process went on with it.
        case resumed
        /// A block of the scenario began.
        case block
        /// A step is about to be performed.
        case intent
        /// A step has ended.
        case outcome
        /// The reverse of a step is about to be performed.
        case reversing
        /// The reverse of a step has ended.
        case reversed
        /// Something that times are measured from.
        case moment
        /// Something worth knowing.
        case note
        /// Why the drill stops before its end.
        case stopped
        /// The drill has ended, and nothing is left to undo.
        case closed
    }

    private static let hashMark = Array(",\"hash\":\"".utf8)

    /// The line, with its hash and without the end of the line.
    func line() throws -> (bytes: [UInt8], hash: String) {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("seq")
        json.number(sequence)
        json.key("time")
        json.time(time)
        json.key("elapsed")
        json.number(Int(elapsed))
        json.key("kind")
        json.string(kind.rawValue)
        json.key("step")
        json.string(step)
        json.key("fields")
        json.beginObject()
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            json.key(key)
            json.string(value)
        }
        json.endObject()
        json.key("prev")
        json.string(previous)
        let body = buffer.array
        let hash = try FileDigest.of(body)
        return (body + Self.hashMark + Array((hash + "\"}").utf8), hash)
    }

    /// Reads a line and checks its hash.
    ///
    /// - Throws: `DRError` with code `integrity` when it is not what was written.
    static func read(_ line: [UInt8]) throws -> (record: JournalRecord, hash: String) {
        let tail = hashMark.count + 66
        guard line.count > tail, Array(line[(line.count - tail)...].prefix(hashMark.count)) == hashMark else {
            throw DRError(.integrity, "a line of the journal has no hash")
        }
        let body = Array(line.prefix(line.count - tail))
        let hash = String(decoding: line.suffix(66).dropLast(2), as: UTF8.self)
        guard try FileDigest.of(body) == hash else {
            throw DRError(.integrity, "a line of the journal was changed after it was written")
        }
        return (try parse(body + [UInt8(ascii: "}")]), hash)
    }

    private static func parse(_ bytes: [UInt8]) throws -> JournalRecord {
        var record = JournalRecord(
            sequence: 0,
            time: Timestamp(seconds: 0),
            elapsed: 0,
            kind: .note,
            step: "",
            fields: [:],
            previous: ""
        )
        try bytes.withUnsafeBytes { text in
            var reader = JSONReader(text)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "seq": record.sequence = try reader.integer()
                case "time": record.time = try reader.timestamp()
                case "elapsed": record.elapsed = try reader.int64()
                case "kind":
                    let word = try reader.string().string
                    guard let kind = Kind(rawValue: word) else {
                        throw DRError(.integrity, "a line of the journal is of an unknown kind", object: word)
                    }
                    record.kind = kind
                case "step": record.step = try reader.string().string
                case "prev": record.previous = try reader.string().string
                case "fields":
                    try reader.beginObject()
                    while let name = try reader.nextKey() {
                        record.fields[name.string] = try reader.string().string
                    }
                default: try reader.skipValue()
                }
            }
        }
        return record
    }
}
