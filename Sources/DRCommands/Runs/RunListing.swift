import DRCore
import DROperations
import DRPolicy
import DRRepository

/// Runs as rows of a table and as JSON.
enum RunListing {
    /// A table of runs.
    static func table(_ runs: [RunRecord]) -> Table {
        var table = Table([
            ("Started", .left), ("Plan", .left), ("Kind", .left), ("Outcome", .left), ("Time", .right),
            ("Added", .right), ("Snapshot", .left), ("Remarks", .left),
        ])
        for run in runs {
            table.add([
                [LocalTime.text(run.started)], [Printable.text(run.plan)], [run.kind.rawValue],
                [run.outcome.rawValue], [run.seconds.map(ProgressText.duration) ?? ""],
                [run.bytesStored.map { ByteCount.format(UInt64(clamping: $0)) } ?? ""],
                [run.snapshot.map { String($0.prefix(8)) } ?? ""], remarks(run),
            ])
        }
        return table
    }

    /// How many runs had which outcome: `2 succeeded, 1 failed`.
    static func outcomes(_ runs: [RunRecord]) -> String {
        RunOutcome.allCases.compactMap { outcome in
            let count = runs.count { $0.outcome == outcome }
            return count > 0 ? "\(count) \(outcome.rawValue)" : nil
        }.joined(separator: ", ")
    }

    private static func remarks(_ run: RunRecord) -> [String] {
        var lines: [String] = []
        if run.cause != .schedule { lines.append(run.cause.rawValue) }
        if run.attempt > 1 { lines.append("try \(run.attempt)") }
        if run.missed > 0 { lines.append("made up for \(run.missed) missed") }
        if let message = run.message {
            lines.append(Printable.text(message + (run.object.map { ": " + $0 } ?? "")))
        }
        return lines
    }

    /// Writes the members of a run; times are RFC 3339, sizes bytes, durations seconds.
    static func write(_ run: RunRecord, to json: inout JSONWriter) {
        let texts: [(StaticString, String?)] = [
            ("run", run.uuid), ("environment", run.environment), ("plan", run.plan), ("kind", run.kind.rawValue),
            ("repository", run.repository), ("cause", run.cause.rawValue), ("outcome", run.outcome.rawValue),
            ("message", run.message), ("object", run.object), ("hint", run.hint), ("snapshot", run.snapshot),
            ("parent", run.parent), ("host", run.host),
        ]
        for case (let key, let value?) in texts {
            json.key(key)
            json.string(value)
        }
        let times: [(StaticString, Timestamp?)] = [
            ("occurrence", run.occurrence), ("started", run.started), ("ended", run.ended),
        ]
        for case (let key, let value?) in times {
            json.key(key)
            json.time(value)
        }
        let numbers: [(StaticString, Int64?)] = [
            ("missed", Int64(run.missed)), ("attempt", Int64(run.attempt)), ("exit_code", run.exitCode.map(Int64.init)),
            ("files", run.files), ("problems", run.problems), ("bytes_processed", run.bytesProcessed),
            ("bytes_read", run.bytesRead), ("bytes_added", run.bytesAdded), ("bytes_stored", run.bytesStored),
            ("process", run.process),
        ]
        for case (let key, let value?) in numbers {
            json.key(key)
            json.number(Int(value))
        }
        guard let details = run.details, !details.isEmpty else { return }
        json.key("details")
        Array(details.utf8).withUnsafeBytes { json.raw($0) }
    }
}
