import DRCore

/// What calendars and findings of drills say about alerts.
package struct DrillReview: Sendable {
    /// What the calendar of a scenario asks for.
    package var due: [DrillDue]
    /// Findings that are open.
    package var open: [FindingRegister.Entry]

    /// Takes what is due and what is open in an environment.
    package init(due: [DrillDue], open: [FindingRegister.Entry]) {
        self.due = due
        self.open = open
    }

    /// Which drills of a scenario are overdue: a full test stands for a dry run too.
    private func calendar(_ scenario: String, at now: Timestamp) -> AlertObservation {
        let topic = AlertTopic.drill(scenario)
        let late = due.filter { $0.scenario == scenario && $0.isOverdue(at: now) }
        guard let first = late.last else { return .good(topic) }
        let names = late.map(\.kind.name).joined(separator: " and ")
        let since =
            first.due.map { "since \(RFC3339.format(Timestamp(seconds: $0.seconds)))" } ?? "as there was none yet"
        return .wrong(
            AlertFinding(
                topic,
                .warning,
                "\(names) of \(scenario) \(late.count > 1 ? "are" : "is") overdue, \(since)",
                object: scenario,
                hint: "dr test --scenario \(scenario)" + (first.kind == .dryRun ? " --dry-run" : "")
            )
        )
    }

    /// Whether findings of a scenario should have been mended by now.
    private func findings(_ scenario: String, at now: Timestamp) -> AlertObservation {
        let topic = AlertTopic.findings(scenario)
        let late = open.filter { $0.scenario == scenario && $0.finding.isOverdue(at: now) }
        guard let first = late.first else { return .good(topic) }
        let others = late.count > 1 ? ", and \(late.count - 1) more" : ""
        let owner = first.finding.owner.map { "; \($0) has to see to it" } ?? ""
        return .wrong(
            AlertFinding(
                topic,
                late.contains { $0.finding.severity == .critical } ? .critical : .warning,
                "a finding is overdue: \(first.finding.text)\(others)\(owner)",
                object: first.name,
                hint: "mend it and rehearse again, or say why not: dr drill findings close \(first.name) --reason TEXT"
            )
        )
    }

    /// What was seen of each scenario.
    package func observations(at now: Timestamp) -> [AlertObservation] {
        Set(due.map(\.scenario)).sorted().flatMap { [calendar($0, at: now), findings($0, at: now)] }
    }
}

extension DrillDue.Kind {
    /// What it is called in a sentence.
    package var name: String { self == .dryRun ? "the dry run" : "the full test" }
}
