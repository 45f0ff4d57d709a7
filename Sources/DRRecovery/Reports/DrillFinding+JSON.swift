import DRCore
import DRPolicy
import DRRepository

extension DrillFinding {
    /// Writes the finding as an object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        writeMembers(to: &json)
        json.endObject()
    }

    /// Writes the members of the finding.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("kind") { $0.string(kind.rawValue) }
        json.member("severity") { $0.string(severity.rawValue) }
        json.member("text") { $0.string(text) }
        json.member("owner") { $0.textOrNull(owner) }
        json.member("since") { $0.time(since) }
        json.member("due") { $0.time(due) }
    }

    /// Reads a list of findings.
    ///
    /// - Throws: `DRError` when it is none.
    static func list(_ reader: inout JSONReader) throws -> [DrillFinding] {
        var found: [DrillFinding] = []
        try reader.beginArray()
        while try reader.nextElement() { found.append(try DrillFinding(&reader)) }
        return found
    }

    private init(_ reader: inout JSONReader) throws {
        let never = Timestamp(seconds: 0)
        self.init(.other, .medium, "", owner: nil, since: never, due: never)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "kind": kind = FindingKind(rawValue: try reader.string().string) ?? .other
            case "severity": severity = FindingSeverity(rawValue: try reader.string().string) ?? .medium
            case "text": text = try reader.string().string
            case "owner": owner = try reader.skipNull() ? nil : reader.string().string
            case "since": since = try reader.timestamp()
            case "due": due = try reader.timestamp()
            default: try reader.skipValue()
            }
        }
    }
}
