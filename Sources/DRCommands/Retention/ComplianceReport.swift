import DRCore
import DROperations
import DRPolicy
import DRRepository

/// The findings about the plans of an environment, as a table, as JSON and as Markdown.
struct ComplianceReport {
    private let results: [(plan: String, findings: [ComplianceFinding])]
    private let installation: Installation

    init(_ results: [(plan: String, findings: [ComplianceFinding])], _ installation: Installation) {
        self.results = results
        self.installation = installation
    }

    private var statuses: [ComplianceStatus] { results.flatMap { $0.findings.map(\.status) } }

    /// The worst finding; unknown when there is none.
    var verdict: ComplianceStatus { .worst(statuses) }

    private var counts: String {
        [ComplianceStatus.pass, .fail, .unknown].map { status in "\(statuses.count { $0 == status }) \(status.rawValue)"
        }
        .joined(separator: ", ")
    }

    /// Writes a table for each plan, or an object for each finding, and a summary.
    func show(_ context: CommandContext) throws {
        for result in results {
            if context.isJSON {
                for finding in result.findings { try write(finding, of: result.plan, context) }
            } else {
                try table(result, context)
            }
        }
        try context.summary("\(verdict.rawValue): \(counts)") { json in
            json.key("environment")
            json.string(installation.environment)
            json.key("verdict")
            json.string(verdict.rawValue)
            for status in [ComplianceStatus.pass, .fail, .unknown] {
                json.key(status.rawValue.lowercased())
                json.number(statuses.count { $0 == status })
            }
        }
    }

    private func table(_ result: (plan: String, findings: [ComplianceFinding]), _ context: CommandContext) throws {
        let policy = try installation.plan(result.plan).retention
        try context.output.line(checked: "plan \(result.plan), policy \(policy)")
        var table = Table([("Status", .left), ("Requirement", .left), ("Found", .left)])
        for finding in result.findings {
            var found = [finding.observed]
            if finding.status != .pass || context.messages.level == .verbose {
                found += ["required: " + finding.expected] + finding.evidence.map { "evidence: " + $0 }
                if let hint = finding.hint { found.append("next: " + hint) }
            }
            table.add([[finding.status.rawValue], [finding.requirement.rawValue], found.map(Printable.text)])
        }
        for line in table.lines { try context.output.line(checked: line) }
        try context.output.line(checked: "")
    }

    private func write(_ finding: ComplianceFinding, of plan: String, _ context: CommandContext) throws {
        try context.output.object("finding") { json in
            json.key("plan")
            json.string(plan)
            json.key("requirement")
            json.string(finding.requirement.rawValue)
            json.key("status")
            json.string(finding.status.rawValue)
            json.key("expected")
            json.string(finding.expected)
            json.key("observed")
            json.string(finding.observed)
            json.key("evidence")
            json.strings(finding.evidence)
            if let hint = finding.hint {
                json.key("hint")
                json.string(hint)
            }
        }
    }

    /// The lines of a report for auditors.
    var markdown: [String] {
        var lines = [
            "# Retention compliance: \(Self.cell(installation.environment))", "",
            "- Made: \(RFC3339.format(installation.clock.now)) on \(Self.cell(installation.host)) by dr \(Version.number)",
            "- Verdict: **\(verdict.rawValue)** (\(counts))",
            "- PASS rests on the evidence that is listed. UNKNOWN is no pass: evidence is missing.",
        ]
        for result in results {
            let policy = installation.configuration.plans[result.plan]?.retention ?? ""
            let status = ComplianceStatus.worst(result.findings.map(\.status))
            lines += [
                "", "## \(Self.cell(result.plan))", "",
                "Policy `\(policy)`: \(keep(policy)). Status: **\(status.rawValue)**",
                "", "| Status | Requirement | Required | Found | Evidence |", "|---|---|---|---|---|",
            ]
            lines += result.findings.map { finding in
                let cells = [
                    finding.status.rawValue, finding.requirement.title, finding.expected, finding.observed,
                    finding.evidence.joined(separator: "\n"),
                ]
                return "| " + cells.map(Self.cell).joined(separator: " | ") + " |"
            }
        }
        return lines
    }

    private func keep(_ policy: String) -> String {
        installation.effective.policies[policy].map { Self.cell($0.keep.description) } ?? "not known"
    }

    /// Text that cannot leave its cell or pass for markup.
    private static func cell(_ text: String) -> String {
        var cell = ""
        for letter in text {
            switch letter {
            case "\n": cell += "<br>"
            case "|", "*", "_", "`", "[", "]", "<", ">", "\\": cell += "\\" + String(letter)
            default: cell += Printable.text(String(letter))
            }
        }
        return cell
    }
}
