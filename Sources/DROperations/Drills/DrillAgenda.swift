import CLinux
import DRCore
import DRPolicy
import DRRecovery

/// What the calendars of the scenarios ask for in an environment, and what its drills found.
package struct DrillAgenda: Sendable {
    /// The scenarios that count.
    package let scenarios: [Scenario]
    /// Scenarios that cannot be read.
    package let wrong: [String]
    /// The drills of the environment that are known, the oldest first.
    package let drills: [DrillSummary]
    /// Drills whose journal or record is not what was written.
    package let damaged: [(id: String, error: DRError)]

    /// Takes scenarios, and the drills of this machine.
    package init(_ scenarios: [Scenario], _ drills: [DrillSummary], environment: String) {
        self.scenarios = scenarios
        self.drills = drills.filter { $0.environment == environment }
        wrong = []
        damaged = []
    }

    /// Looks at the scenarios that belong to the configuration and fit the environment, and at their newest drills; nil
    /// when there is no folder of scenarios.
    ///
    /// - Throws: `DRError` when the folder or the directory of the drills cannot be read.
    package init?(_ installation: Installation) throws {
        guard let folder = Self.folder(installation) else { return nil }
        var scenarios: [Scenario] = []
        var wrong: [String] = []
        for name in try folder.names() {
            do {
                let scenario = try folder.scenario(name)
                if scenario.fits(installation.configuration) { scenarios.append(scenario) }
            } catch let error as DRError where error.code == .configurationInvalid {
                wrong.append(name)
            }
        }
        self.scenarios = scenarios
        self.wrong = wrong
        let store = DrillStore(stateDirectory: installation.stateDirectory)
        (drills, damaged) = try DrillHistory(store).recent(
            scenarios.map(\.name),
            environment: installation.environment
        )
    }

    /// `DR_SCENARIOS`, else `scenarios` in the folder of the configuration or beside it.
    private static func folder(_ installation: Installation) -> ScenarioFolder? {
        let named = getenv("DR_SCENARIOS").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        let base = installation.sources.base.name
        return .belonging(to: base.lastIndex(of: "/").map { String(base[..<$0]) }, named: named)
    }

    /// What is due, for each scenario and kind.
    ///
    /// - Parameter time: drills that began later do not count; all do without.
    package func due(before time: Timestamp? = nil) -> [DrillDue] {
        let past = drills.compactMap(\.past).filter { drill in time.map { drill.began < $0 } ?? true }
        return scenarios.flatMap { scenario in
            DrillDue.Kind.allCases.map { DrillDue(scenario, $0, past: past) }
        }
    }

    /// What became of the findings of the drills that are known.
    package var register: FindingRegister { FindingRegister(drills.compactMap(\.registered)) }
}

extension Scenario {
    /// Whether an environment has all that the scenario names.
    fileprivate func fits(_ configuration: Configuration) -> Bool {
        do { try check(against: configuration) } catch { return false }
        return true
    }
}
