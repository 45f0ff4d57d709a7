import DRCore
import DRPolicy
import DRRepository

/// What a dead man's switch is told: that a backup began, or how it ended.
package struct PingMessage: Sendable, Equatable {
    /// The run.
    package var run: String
    /// The exit code; nil at the beginning.
    package var exitCode: Int32?
    /// The report of the run, as far as it is kept.
    package var report: String

    /// No report is longer than this many bytes: its end is kept.
    static let reportLimit = 10_000

    /// Takes a run.
    init(_ run: RunRecord) {
        self.run = run.uuid
        exitCode = run.outcome == .running ? nil : run.exitCode ?? DRError.Code.failed.rawValue
        report = Self.tail(Self.report(run))
    }

    private static func report(_ run: RunRecord) -> String {
        var lines = ["\(run.plan) \(run.kind.rawValue) in \(run.environment) on \(run.host): \(run.outcome.rawValue)"]
        if let seconds = run.seconds { lines.append("time: \(Int(seconds.rounded())) s") }
        if let snapshot = run.snapshot { lines.append("snapshot: \(snapshot)") }
        let sizes: [(String, Int64?)] = [("processed", run.bytesProcessed), ("stored", run.bytesStored)]
        for case (let name, let bytes?) in sizes { lines.append("\(name): \(ByteCount.format(UInt64(max(bytes, 0))))") }
        if let problems = run.problems, problems > 0 { lines.append("unreadable: \(problems)") }
        if let error = run.error { lines.append("error: \(error.description)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func tail(_ text: String) -> String {
        guard text.utf8.count > reportLimit else { return text }
        var start = text.utf8.index(text.utf8.endIndex, offsetBy: -reportLimit)
        while start.samePosition(in: text.unicodeScalars) == nil { start = text.utf8.index(after: start) }
        return String(text[start...])
    }

    /// The message as a JSON object.
    var json: [UInt8] {
        let buffer = ByteBuffer()
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("run")
        writer.string(run)
        if let exitCode {
            writer.key("exit_code")
            writer.number(Int(exitCode))
        }
        writer.key("report")
        writer.string(report)
        writer.endObject()
        return buffer.array
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `DRError` (integrity).
    init(json: [UInt8]) throws {
        run = ""
        report = ""
        try json.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "run": run = try reader.string().string
                case "exit_code": exitCode = try reader.integer()
                case "report": report = try reader.string().string
                default: try reader.skipValue()
                }
            }
            try reader.end()
        }
    }
}
