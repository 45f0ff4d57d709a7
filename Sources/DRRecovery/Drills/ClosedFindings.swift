import CLinux
import DRCore
import DRPolicy
import DRRepository

/// What of the findings of a drill was closed: lines of JSON beside its record, which itself never changes.
package struct ClosedFindings: Sendable {
    private let path: String

    /// The largest file that is read, in bytes.
    private static let limit = 1 << 20

    /// Names the directory of a drill.
    package init(directory: String) {
        path = directory + "/closed-findings.jsonl"
    }

    /// What was closed, in the order in which it was.
    ///
    /// - Throws: `DRError` when the file cannot be read.
    package func all() throws -> [FindingClosure] {
        guard let bytes = try FileBytes.read(path, limit: Self.limit) else { return [] }
        return try bytes.split(separator: UInt8(ascii: "\n")).compactMap { try Self.read(Array($0)) }
    }

    /// Adds a line; it is on the disk when this returns.
    ///
    /// - Throws: `DRError` when it cannot be written.
    package func add(_ closure: FindingClosure) throws {
        let buffer = ByteBuffer()
        JSONLine.append(to: buffer) { json in
            json.member("kind") { $0.string(closure.kind.rawValue) }
            json.member("by") { $0.string(closure.person) }
            json.member("reason") { $0.string(closure.reason) }
            json.member("at") { $0.time(closure.time) }
        }
        let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        try file.writeAll(buffer.bytes, path: path)
        guard fdatasync(file.raw) == 0 else { throw DRError.system("sync", path, errno: clinux_errno()) }
    }

    /// Reads a line; nil for a kind that this version does not know.
    private static func read(_ line: [UInt8]) throws -> FindingClosure? {
        var kind: FindingKind?
        var (person, reason) = ("", "")
        var time = Timestamp(seconds: 0)
        try line.withUnsafeBytes { text in
            var reader = JSONReader(text)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "kind": kind = FindingKind(rawValue: try reader.string().string)
                case "by": person = try reader.string().string
                case "reason": reason = try reader.string().string
                case "at": time = try reader.timestamp()
                default: try reader.skipValue()
                }
            }
        }
        return kind.map { FindingClosure($0, by: person, reason: reason, at: time) }
    }
}
