import DRPolicy

/// The report as Markdown.
struct MarkdownReport {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The text.
    var text: String {
        var lines = [
            "# \(Markup.cell(record.scenario.title)): \(record.verdict.overall.rawValue)", "",
            "Drill `\(record.id)` in \(Markup.cell(record.environment)): \(record.facts.status.rawValue).", "",
        ]
        if let reason = record.reason { lines += [Markup.cell(reason), ""] }
        lines += ReportTables(record: record).all.flatMap(Self.lines)
        return lines.joined(separator: "\n")
    }

    /// A table under its title.
    static func lines(_ table: ReportTables.Table) -> [String] {
        var lines = ["## \(table.title)", ""]
        if table.rows.isEmpty {
            lines.append(table.empty)
        } else {
            lines.append(row(table.columns))
            lines.append(row(table.columns.map { _ in "---" }))
            lines += table.rows.map { row($0.map(Markup.cell)) }
        }
        return lines + [""]
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
