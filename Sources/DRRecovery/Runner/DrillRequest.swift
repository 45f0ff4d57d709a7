import DRCore
import DRPolicy

/// What is to be rehearsed, where, by whom and how.
package struct DrillRequest: Sendable {
    /// The scenario.
    package var scenario: Scenario
    /// Its file.
    package var file: ConfigurationText
    /// The environment.
    package var environment: EffectiveConfiguration
    /// What the run may do.
    package var mode: DrillMode
    /// Who asked for it.
    package var user: String
    /// The host it runs on.
    package var host: String
    /// The version of `dr`.
    package var version: String
    /// What can be lost in the worst case.
    package var designedLoss: DesignedLoss?

    /// Takes what is asked for.
    package init(
        scenario: Scenario,
        file: ConfigurationText,
        environment: EffectiveConfiguration,
        mode: DrillMode,
        user: String,
        host: String,
        version: String,
        designedLoss: DesignedLoss?
    ) {
        self.scenario = scenario
        self.file = file
        self.environment = environment
        self.mode = mode
        self.user = user
        self.host = host
        self.version = version
        self.designedLoss = designedLoss
    }
}
