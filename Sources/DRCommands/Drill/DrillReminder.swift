import DRCore
import DROperations
import DRPolicy

/// Says in the status of an environment which drills are overdue, and what they found.
struct DrillReminder {
    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    /// So many overdue drills are told one by one; more are summed up, as they would hide what else is wrong.
    private static let fewDrills = 2

    /// A warning for each finding that is overdue and for the drills that are; none where no scenario fits the environment.
    ///
    /// - Throws: `DRError` when scenarios or the records of drills cannot be read.
    func findings() throws -> [StatusFinding] {
        guard let agenda = try DrillAgenda(installation) else { return [] }
        let now = installation.clock.now
        let wrong = agenda.wrong.map { name in
            StatusFinding(.warning, "the scenario \(name) is wrong", hint: "dr scenario check \(name)")
        }
        let damaged = agenda.damaged.map { id, error in
            StatusFinding(
                .critical,
                "what the drill \(id) wrote cannot be trusted: \(error.message)",
                hint: "dr drill show \(id)"
            )
        }
        let drills = agenda.due().filter { $0.isOverdue(at: now) }
        let reminders = drills.count > Self.fewDrills ? [summary(drills)] : drills.map(overdue)
        return wrong + damaged + reminders + agenda.register.overdue(at: now).map(late)
    }

    private func summary(_ drills: [DrillDue]) -> StatusFinding {
        let never = drills.count { $0.due == nil }
        let text = "\(drills.count) drills are overdue" + (never > 0 ? ", \(never) of them were never run" : "")
        return StatusFinding(.warning, text, hint: "dr drill calendar -e \(installation.environment)")
    }

    private func overdue(_ due: DrillDue) -> StatusFinding {
        let since = due.due.map { " since " + LocalTime.text($0) } ?? ", as there was none yet"
        let dry = due.kind == .dryRun ? " --dry-run" : ""
        return StatusFinding(
            .warning,
            "\(due.kind.name) of \(due.scenario) is overdue\(since)",
            hint: "dr test --scenario \(due.scenario)\(dry) -e \(installation.environment)"
        )
    }

    private func late(_ entry: FindingRegister.Entry) -> StatusFinding {
        let owner = entry.finding.owner.map { ", \($0)" } ?? ""
        return StatusFinding(
            entry.finding.severity == .critical ? .critical : .warning,
            "a finding of \(entry.scenario) is overdue since \(LocalTime.text(entry.finding.due))\(owner): "
                + entry.finding.text,
            hint: "dr drill findings list -e \(installation.environment)"
        )
    }
}
