import DRCore

/// The configuration of an environment, checked, with the place of each value.
package struct EffectiveConfiguration: Sendable {
    /// The name of the environment.
    package let environment: String
    /// The values.
    package let configuration: Configuration
    /// The retention policies by name.
    package let policies: [String: RetentionPolicy]
    /// The values as they are written, with their places.
    package let values: ConfigurationValue

    /// Reads, layers, decodes and checks a configuration.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`; its `configurationProblems` are all that is wrong. When a
    ///   file is not YAML at all, only what concerns the form of the files is among them.
    package init(_ sources: ConfigurationSources, facts: ConfigurationFacts = ConfigurationFacts()) throws {
        var problems: [ConfigurationProblem] = []
        let policies = Self.policies(sources.retention, &problems)
        let values = Self.layered(sources, &problems)
        guard let values else { throw DRError(problems, environment: sources.environment) }

        var context = DecodingContext()
        // Where a variable could not be replaced, more would be said about a value that nobody meant.
        let silenced = Set(problems.map(\.origin))
        let configuration = Configuration.table.decode(values, &context)
        problems += context.problems.filter { !silenced.contains($0.origin) }
        problems += ReferenceCheck.problems(context.references, in: values, policies: sources.retention.keys)
            .filter { !silenced.contains($0.origin) }
        problems += SecretFileCheck.problems(context.secretFiles, facts: facts)
        if let configuration {
            var checks = CrossChecks(
                environment: sources.environment,
                configuration: configuration,
                policies: policies,
                effective: values
            )
            checks.run()
            checks.checkExcludes(facts.leavesOut)
            if let zones = facts.zones { checks.checkSchedules(zones: zones, now: facts.now) }
            problems += checks.problems
        }
        guard let configuration, problems.isEmpty else {
            throw DRError(problems, environment: sources.environment)
        }
        environment = sources.environment
        self.configuration = configuration
        self.policies = policies
        self.values = values
    }

    /// The files over each other, then the variables over them.
    private static func layered(
        _ sources: ConfigurationSources,
        _ problems: inout [ConfigurationProblem]
    ) -> ConfigurationValue? {
        let shape = ValueShape.section(Configuration.table.shape)
        let base = YAMLReader.read(sources.base, problems: &problems)
        let layer = sources.layer.map { YAMLReader.read($0, problems: &problems) }
        guard var values = base else { return nil }
        if let layer {
            guard let layer else { return nil }
            values = LayerMerge.merge(values, layer, shape: shape)
        }
        // Overrides come first, so that a variable is not needed for what another variable replaces.
        var interpolation = Interpolation(variables: sources.variables)
        var overrides = EnvironmentOverrides()
        overrides.apply(sources.variables, to: &values, shape: shape)
        interpolation.replace(in: &values)
        problems += overrides.problems + interpolation.problems
        return values
    }

    private static func policies(
        _ files: [String: ConfigurationText],
        _ problems: inout [ConfigurationProblem]
    ) -> [String: RetentionPolicy] {
        var policies: [String: RetentionPolicy] = [:]
        for (name, file) in files {
            guard let value = YAMLReader.read(file, problems: &problems) else { continue }
            var context = DecodingContext()
            policies[name] = RetentionPolicy.table.decode(value, &context)
            problems += context.problems
        }
        return policies
    }
}
