import DRCore

extension Scenario {
    /// Reads and checks a scenario.
    ///
    /// - Parameter name: that of the file without `.yml`.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    package static func parse(_ file: ConfigurationText, name: String) throws -> Scenario {
        var problems: [ConfigurationProblem] = []
        var scenario: Scenario?
        if let value = YAMLReader.read(file, problems: &problems) {
            var context = DecodingContext()
            scenario = table.decode(value, &context)
            scenario?.name = name
            problems += context.problems
        }
        if let scenario {
            var checks = ScenarioChecks(scenario)
            checks.run()
            problems += checks.problems
        }
        guard let scenario, problems.isEmpty else { throw DRError(problems, scenario: name) }
        return scenario
    }

    /// Checks that an environment has what the scenario names.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is missing.
    package func check(against configuration: Configuration) throws {
        let problems = EnvironmentChecks(scenario: self, configuration: configuration).problems
        if !problems.isEmpty { throw DRError(problems, scenario: name) }
    }
}

extension DRError {
    /// All that is wrong with a scenario, in the order of lines.
    init(_ problems: [ConfigurationProblem], scenario: String) {
        let sorted = Set(problems).sorted { ($0.origin, $0.what) < ($1.origin, $1.what) }
        self.init(
            .configurationInvalid,
            sorted.count == 1 ? "the scenario has a problem" : "the scenario has \(sorted.count) problems",
            object: scenario,
            details: sorted
        )
    }
}
