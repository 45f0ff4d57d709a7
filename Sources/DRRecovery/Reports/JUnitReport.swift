import DRCore
import DRPolicy

/// A report for continuous integration: a test case for each step, each objective and each finding.
struct JUnitReport {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The XML.
    var text: String {
        let cases = record.steps.map(testCase) + objectives + findings
        let failures = cases.count { $0.contains("<failure") }
        let skipped = cases.count { $0.contains("<skipped") }
        let time = seconds(Int64(record.ended.seconds(since: record.began) * 1e9))
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="\(Markup.escape(record.id))" tests="\(cases.count)" failures="\(failures)" \
            skipped="\(skipped)" time="\(time)">
            \(cases.joined(separator: "\n"))
            </testsuite>

            """
    }

    private func testCase(_ step: StepResult) -> String {
        let content =
            switch step.state {
            case .failed: "<failure message=\"\(Markup.escape(step.detail))\"/>"
            case .skipped: "<skipped message=\"\(Markup.escape(step.detail))\"/>"
            default: ""
            }
        return "  <testcase classname=\"\(Markup.escape(step.block))\" name=\"\(Markup.escape(step.name))\" "
            + "time=\"\(seconds(step.ended - step.began))\">\(content)</testcase>"
    }

    private var objectives: [String] {
        [("rto", record.verdict.rto), ("rpo", record.verdict.rpo)].compactMap { name, verdict in
            guard let verdict else { return nil }
            let reasons = Markup.escape(record.verdict.reasons.joined(separator: "; "))
            let content =
                switch verdict {
                case .met: ""
                case .missed: "<failure message=\"\(verdict.rawValue): \(reasons)\"/>"
                case .notMeasured where record.mode == .dryRun: "<skipped message=\"\(verdict.rawValue)\"/>"
                case .notMeasured, .inconclusive: "<failure message=\"\(verdict.rawValue): \(reasons)\"/>"
                }
            return "  <testcase classname=\"objectives\" name=\"\(name)\" time=\"0.000\">\(content)</testcase>"
        }
    }

    /// What is found beside the steps, such as a second writer, must not look like a success.
    private var findings: [String] {
        record.findings.map { finding in
            let owner = finding.owner.map { ", \($0)" } ?? ""
            let due = RFC3339.format(finding.due, utcOffset: 0)
            let text = Markup.escape("\(finding.severity.rawValue)\(owner), due \(due): \(finding.text)")
            let tag = record.exitCode == nil ? "skipped" : "failure"
            return "  <testcase classname=\"findings\" name=\"\(finding.kind.rawValue)\" time=\"0.000\">"
                + "<\(tag) message=\"\(text)\"/></testcase>"
        }
    }

    private func seconds(_ nanoseconds: Int64) -> Substring { SecondsText.format(nanoseconds).dropLast(2) }
}
