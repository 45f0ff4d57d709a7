import DRCore
import DRPolicy

/// The status as a monitoring plugin writes it: one line, then `|` and performance data.
struct StatusPlugin {
    private let status: EnvironmentStatus

    init(_ status: EnvironmentStatus) {
        self.status = status
    }

    /// The line.
    var line: String {
        let plans = status.plans.flatMap { plan in plan.findings.map { (plan.facts.name, $0) } }
        let repositories = status.repositories.flatMap { one in
            one.findings.map { ("repository " + one.facts.name, $0) }
        }
        let alerts = status.alerts.filter { $0.verdict > .good }.map { alert in
            (alert.severity + " alert", StatusFinding(alert.verdict, alert.message))
        }
        let all = plans + repositories + status.findings.map { (status.environment, $0) } + alerts
        // The first of the worst; the others are counted, as the line is shown in a narrow column.
        let worst = all.first { $0.1.verdict == status.verdict }
        let others = all.count - (worst == nil ? 0 : 1)
        let count = status.plans.count { $0.facts.isEnabled }
        let text = worst.map { "\($0): \($1.message)" } ?? "\(count) \(count == 1 ? "plan" : "plans")"
        let more = others > 0 ? " (and \(others) more)" : ""
        return "DR \(status.verdict.rawValue) - \(status.environment): " + Self.plain(text + more) + " | " + data
    }

    /// The line for what could not be looked at.
    static func line(for error: DRError) -> String {
        "DR \(Verdict.unknown.rawValue) - " + plain(error.description)
    }

    /// Ages in seconds with the RPO as warning and what lies above its allowance as critical, sizes in bytes.
    private var data: String {
        var parts: [String] = []
        for plan in status.plans where plan.facts.isEnabled {
            let label = plan.facts.name
            if let age = plan.age {
                let limit = plan.facts.objectives.rpo.map { Int64($0.components.seconds) }
                parts.append("'\(label)_age'=\(Int64(age))s;\(limit.map(String.init) ?? "");;0")
            }
            if let time = plan.restoreTime {
                let limit = plan.facts.objectives.rto.map { "\($0.components.seconds)" } ?? ""
                parts.append("'\(label)_restore'=\(Int64(time.seconds))s;;\(limit);0")
            }
        }
        for repository in status.repositories {
            guard let sample = repository.facts.sample else { continue }
            parts.append("'\(repository.facts.name)_size'=\(sample.bytes)B;;;0")
            parts.append("'\(repository.facts.name)_locks'=\(sample.locks);;;0")
        }
        parts.append("alerts=\(status.alerts.count);;;0")
        return parts.joined(separator: " ")
    }

    /// A text without what would end the line or begin the performance data.
    private static func plain(_ text: String) -> String { Printable.text(text).replacing("|", with: "/") }
}
