import DROperations
import DRRecovery

extension DrillAgenda {
    /// Reads all scenarios of a folder, also those that do not fit the environment: what is asked for must not vanish.
    ///
    /// - Throws: `DRError` when one is wrong.
    init(_ place: DrillPlace, _ folder: ScenarioFolder, _ drills: [DrillSummary]) throws {
        let scenarios = try folder.names().map { try folder.scenario($0) }
        self.init(scenarios, drills, environment: place.installation.environment)
    }
}
