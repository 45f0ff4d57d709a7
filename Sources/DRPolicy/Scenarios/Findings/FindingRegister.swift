import DRCore

/// What became of the findings of drills: which are open, which were mended or closed.
///
/// A finding is open until a later drill of the scenario that could have found it again did not, or somebody closes it. One
/// that is found again goes on in the later drill.
package struct FindingRegister: Sendable {
    /// A drill with what it found.
    package struct Drill: Sendable {
        /// What the calendar knows of it.
        package var past: DrillDue.Past
        /// Its name.
        package var id: String
        /// What it found.
        package var findings: [DrillFinding]
        /// What of it was closed.
        package var closures: [FindingClosure]

        /// Describes a drill.
        package init(_ past: DrillDue.Past, id: String, findings: [DrillFinding], closures: [FindingClosure]) {
            self.past = past
            self.id = id
            self.findings = findings
            self.closures = closures
        }

        /// Whether it would have found again what a drill found.
        fileprivate func proves(_ other: Drill) -> Bool {
            past.isCompleted && (other.past.mode == .dryRun || past.mode != .dryRun && past.isMeasured)
        }
    }

    /// How a finding stands.
    package enum State: Hashable, Sendable {
        case open
        /// Somebody closed it.
        case closed(FindingClosure)
        /// A later drill did not find it any more.
        case mended(by: String)
        /// A later drill found it too, where it goes on.
        case foundAgain(by: String)
    }

    /// A finding and how it stands.
    package struct Entry: Hashable, Sendable {
        /// The drill that found it.
        package let drill: String
        /// The scenario of the drill.
        package let scenario: String
        /// What it found.
        package let finding: DrillFinding
        /// How it stands.
        package let state: State

        /// What the finding is called: `DRILL/KIND`.
        package var name: String { drill + "/" + finding.kind.rawValue }

        /// How it stands, in a word: `open`, `overdue`, `closed`, `mended` or `found-again`.
        package func word(at now: Timestamp) -> String {
            switch state {
            case .open: finding.isOverdue(at: now) ? "overdue" : "open"
            case .closed: "closed"
            case .mended: "mended"
            case .foundAgain: "found-again"
            }
        }
    }

    /// All findings, those of older drills first.
    package let entries: [Entry]

    /// Looks at the drills of an environment, the oldest first.
    package init(_ drills: [Drill]) {
        var entries: [Entry] = []
        for (index, drill) in drills.enumerated() where !drill.findings.isEmpty {
            let later = drills[(index + 1)...].filter { $0.past.scenario == drill.past.scenario }
            for finding in drill.findings {
                entries.append(
                    Entry(
                        drill: drill.id,
                        scenario: drill.past.scenario,
                        finding: finding,
                        state: Self.state(of: finding, drill, later)
                    )
                )
            }
        }
        self.entries = entries
    }

    private static func state(of finding: DrillFinding, _ drill: Drill, _ later: [Drill]) -> State {
        if let closure = drill.closures.last(where: { $0.kind == finding.kind }) { return .closed(closure) }
        for next in later {
            if next.findings.contains(where: { $0.kind == finding.kind }) { return .foundAgain(by: next.id) }
            if next.proves(drill) { return .mended(by: next.id) }
        }
        return .open
    }

    /// The findings that are open, the earliest date first.
    package var open: [Entry] {
        entries.filter { $0.state == .open }.sorted { ($0.finding.due, $0.name) < ($1.finding.due, $1.name) }
    }

    /// The open findings whose date has passed.
    package func overdue(at now: Timestamp) -> [Entry] { open.filter { $0.finding.isOverdue(at: now) } }
}
