import DRPolicy

/// The report of a drill as a page of HTML.
struct HTMLReport {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The page.
    var text: String {
        let title = Markup.escape(record.scenario.title)
        let verdict = record.verdict.overall
        // A long reason stands among the findings, where it has its room.
        let reason = record.reason.map { $0.count > 200 ? "" : "<p>\(Markup.escape($0))</p>" } ?? ""
        let tables = ReportTables(record: record)
        let header = """
            <h1>\(title)</h1>
            <p class="verdict \(verdict.rawValue)">\(verdict.rawValue)</p>
            <p>Drill <code>\(Markup.escape(record.id))</code> in \(Markup.escape(record.environment)): \
            \(record.facts.status.rawValue)</p>
            \(reason)
            """
        return HTMLPage(
            title: "\(record.scenario.title): \(verdict.rawValue)",
            header: header,
            sections: [HTMLPage.section(tables.objectives), drawing] + tables.all.dropFirst().map(HTMLPage.section)
        ).text
    }

    private var drawing: String {
        guard let drawing = TimelineDrawing(record.facts.timeline).text else { return "" }
        let legend = record.facts.timeline.breakdown.enumerated().filter { $0.element.nanoseconds > 0 }.map {
            index,
            part in
            "<li><svg viewBox=\"0 0 10 10\"><rect class=\"p\(index)\" width=\"10\" height=\"10\"/></svg>"
                + "\(part.phase.rawValue) \(SecondsText.format(part.nanoseconds))</li>"
        }
        return "<figure>\(drawing)<ul class=\"legend\">\(legend.joined())</ul></figure>"
    }
}
