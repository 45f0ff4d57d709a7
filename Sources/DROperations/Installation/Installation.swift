import DRCore
import DRPolicy

/// An environment as it is set up on this host: its configuration, its state and its clock.
package struct Installation: Sendable {
    /// The name of the environment.
    package let environment: String
    /// The name of this host, as snapshots bear it.
    package let host: String
    /// The files that the configuration was read from.
    package let sources: ConfigurationSources
    /// The configuration with the place of each value.
    package let effective: EffectiveConfiguration
    /// What tells the time.
    package let clock: any WallClock
    /// The zones of this machine.
    package let zones: TimeZoneDatabase

    /// Takes what was read and checked.
    package init(
        sources: ConfigurationSources,
        effective: EffectiveConfiguration,
        host: String,
        zones: TimeZoneDatabase,
        clock: any WallClock = SystemClock()
    ) {
        environment = effective.environment
        self.host = host
        self.sources = sources
        self.effective = effective
        self.zones = zones
        self.clock = clock
    }

    /// The values of the configuration.
    package var configuration: Configuration { effective.configuration }

    /// The directory of the catalog and of all else that this machine remembers.
    package var stateDirectory: String { configuration.stateDirectory }

    /// The plan of a name.
    ///
    /// - Throws: `DRError` that names the plans there are.
    package func plan(_ name: String) throws -> BackupPlan {
        if let plan = configuration.plans[name] { return plan }
        let names = configuration.plans.keys.sorted().joined(separator: ", ")
        throw DRError(
            .usage,
            "the environment \(environment) has no such plan",
            object: name,
            hint: "the plans are: \(names)"
        )
    }

    /// The repository of a name.
    ///
    /// - Throws: `DRError` that names the repositories there are.
    package func repository(_ name: String) throws -> RepositorySettings {
        if let repository = configuration.repositories[name] { return repository }
        let names = configuration.repositories.keys.sorted().joined(separator: ", ")
        throw DRError(
            .usage,
            "the environment \(environment) has no such repository",
            object: name,
            hint: "the repositories are: \(names)"
        )
    }
}
