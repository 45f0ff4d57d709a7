import DRCore

/// The forms of a report.
package enum ReportFormat: String, CaseIterable, Sendable {
    case json
    case markdown
    case html
    case junit

    /// The name of the file in the directory of the drill.
    package var fileName: String {
        switch self {
        case .json: "report.json"
        case .markdown: "report.md"
        case .html: "report.html"
        case .junit: "junit.xml"
        }
    }

    /// The bytes of the report.
    func render(_ record: DrillRecord) throws -> [UInt8] {
        switch self {
        case .json: record.json()
        case .markdown: Array(MarkdownReport(record).text.utf8)
        case .html: Array(HTMLReport(record).text.utf8)
        case .junit: Array(JUnitReport(record).text.utf8)
        }
    }
}
