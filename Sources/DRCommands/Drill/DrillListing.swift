import DRCore
import DRPolicy
import DRRecovery
import DRRepository

/// Drills as results.
enum DrillListing {
    /// Shows what came of a drill.
    static func show(_ record: DrillRecord, directory: String, _ context: CommandContext) throws {
        guard !context.isJSON else {
            return try context.output.object("drill") { json in
                json.key("id")
                json.string(record.id)
                json.key("status")
                json.string(record.facts.status.rawValue)
                json.key("verdict")
                json.string(record.verdict.overall.rawValue)
                json.key("rto")
                write(record.verdict.rto?.rawValue, &json)
                json.key("rpo")
                write(record.verdict.rpo?.rawValue, &json)
                json.key("reasons")
                json.strings(record.verdict.reasons)
                json.key("directory")
                json.string(directory)
            }
        }
        for line in lines(record, directory) { try context.output.line(checked: Printable.text(line)) }
    }

    private static func write(_ text: String?, _ json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }

    private static func lines(_ record: DrillRecord, _ directory: String) -> [String] {
        let objectives = record.facts.objectives
        var lines = ["\(record.verdict.overall.rawValue)  \(record.scenario.title) in \(record.environment)"]
        lines.append("status   \(record.facts.status.rawValue)" + (record.reason.map { ": \($0)" } ?? ""))
        if let verdict = record.verdict.rto {
            let time = record.recoveryTime.map(SecondsText.format) ?? "-"
            lines.append("RTO      \(verdict.rawValue)  \(time) of \(objectives.rto.map(DurationText.format) ?? "-")")
        }
        if let verdict = record.verdict.rpo {
            let point = record.recoveryPoint
            let lost = record.facts.tally.map { ", \($0.lost.count) of \($0.ok) acknowledged writes lost" } ?? ""
            let time = point.map { SecondsText.format($0.nanoseconds) } ?? "-"
            lines.append("RPO      \(verdict.rawValue)  \(time) of \(ScenarioListing.rpo(objectives))\(lost)")
        }
        let parts = record.facts.timeline.breakdown.filter { $0.nanoseconds > 0 }
        if !parts.isEmpty {
            let text = parts.map { "\($0.phase.rawValue) \(SecondsText.format($0.nanoseconds))" }.joined(
                separator: ", "
            )
            lines.append("parts    " + text)
        }
        lines += record.findings.map { finding in
            let owner = finding.owner.map { "\($0), " } ?? ""
            return "finding  \(finding.severity.rawValue): \(finding.text) (\(owner)due \(LocalTime.text(finding.due)))"
        }
        lines.append("report   \(directory)/\(ReportFormat.html.fileName)")
        return lines
    }
}
