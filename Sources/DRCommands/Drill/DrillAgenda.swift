import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// What the calendars of the scenarios ask for in an environment.
struct DrillAgenda {
    private let scenarios: [Scenario]
    private let past: [DrillDue.Past]

    /// Takes scenarios, and the drills of this machine.
    init(_ scenarios: [Scenario], _ drills: [DrillSummary], environment: String) {
        self.scenarios = scenarios
        past = drills.filter { $0.environment == environment }.compactMap(\.past)
    }

    /// Reads the scenarios of a folder.
    ///
    /// - Throws: `DRError` when one is wrong.
    init(_ place: DrillPlace, _ folder: ScenarioFolder, _ drills: [DrillSummary]) throws {
        let scenarios = try folder.names().map { try folder.scenario($0) }
        self.init(scenarios, drills, environment: place.installation.environment)
    }

    /// What is due, for each scenario and kind.
    ///
    /// - Parameter time: drills that began later do not count; all do without.
    func due(before time: Timestamp? = nil) -> [DrillDue] {
        let counting = past.filter { drill in time.map { drill.began < $0 } ?? true }
        return scenarios.flatMap { scenario in
            DrillDue.Kind.allCases.map { DrillDue(scenario, $0, past: counting) }
        }
    }
}

extension DrillSummary {
    /// The drill as the calendar counts it; nil while it has no verdict.
    fileprivate var past: DrillDue.Past? {
        guard let mode = DrillMode(rawValue: mode), let verdict = OverallVerdict(rawValue: verdict) else { return nil }
        return DrillDue.Past(
            scenario: scenario,
            mode: mode,
            began: began,
            isCompleted: status == DrillStatus.completed.rawValue,
            isMeasured: verdict != .notMeasured && verdict != .inconclusive
        )
    }
}
