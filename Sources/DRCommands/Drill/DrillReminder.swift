import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// Says in the status of an environment which drills are overdue.
struct DrillReminder {
    private let installation: Installation
    private let folders: [String]

    /// Looks where scenarios are meant to lie: `DR_SCENARIOS`, or `scenarios` in the folder of the configuration.
    init(_ options: InstallationOptions, _ installation: Installation) {
        self.installation = installation
        let named = options.config ?? Environment.value("DR_CONFIG")
        let configuration = named ?? ["config", "/etc/dr"].first { FileBytes.isDirectory($0) }
        folders = [Environment.value("DR_SCENARIOS"), configuration.map { $0 + "/scenarios" }].compactMap { $0 }
    }

    /// A warning for each drill that is overdue; none where no scenario fits the environment.
    ///
    /// - Throws: `DRError` when scenarios or the records of drills cannot be read.
    func findings() throws -> [StatusFinding] {
        guard let path = folders.first(where: FileBytes.isDirectory) else { return [] }
        let folder = ScenarioFolder(path)
        var findings: [StatusFinding] = []
        var fitting: [Scenario] = []
        for name in try folder.names() {
            do {
                let scenario = try folder.scenario(name)
                if scenario.fits(installation.configuration) { fitting.append(scenario) }
            } catch let error as DRError where error.code == .configurationInvalid {
                findings.append(
                    StatusFinding(.warning, "the scenario \(name) is wrong", hint: "dr scenario check \(name)")
                )
            }
        }
        let drills = try DrillHistory(DrillStore(stateDirectory: installation.stateDirectory)).all()
        let agenda = DrillAgenda(fitting, drills, environment: installation.environment)
        let now = installation.clock.now
        return findings
            + agenda.due().filter { $0.isOverdue(at: now) }.map { due in
                let what = due.kind == .dryRun ? "the dry run" : "the full test"
                let since = due.due.map { " since " + LocalTime.text($0) } ?? ", as there was none yet"
                let dry = due.kind == .dryRun ? " --dry-run" : ""
                return StatusFinding(
                    .warning,
                    "\(what) of \(due.scenario) is overdue\(since)",
                    hint: "dr test --scenario \(due.scenario)\(dry) -e \(installation.environment)"
                )
            }
    }
}

extension Scenario {
    /// Whether an environment has all that the scenario names.
    fileprivate func fits(_ configuration: Configuration) -> Bool {
        do { try check(against: configuration) } catch { return false }
        return true
    }
}
