/// Checks that an environment has what a scenario names.
struct EnvironmentChecks {
    let scenario: Scenario
    let configuration: Configuration

    /// What is missing.
    var problems: [ConfigurationProblem] {
        let places = scenario.actions.flatMap(\.services)
        var problems = places.flatMap { problem($0.name, $0.kinds, $0.origin) }
        problems += scenario.actions.flatMap(\.plans).flatMap { problem(plan: $0.name, $0.origin) }
        let steps = scenario.blocks.flatMap(\.steps).flatMap(\.all)
        let templates =
            steps.flatMap { ($0.action?.templates ?? []) + ($0.reverse?.action?.templates ?? []) }
            + scenario.sentinels.values.flatMap { [$0.write, $0.read] + ($0.body.map { [$0] } ?? []) }
        for template in templates {
            for case .service(let name, let keys) in template.references {
                let kinds = keys.first.flatMap(ServiceKind.init(rawValue:)).map { [$0] } ?? ServiceKind.allCases
                problems += problem(name, kinds, template.origin)
            }
        }
        let start = scenario.steadyState.first?.origin ?? .builtIn
        for plan in scenario.objectives.plans { problems += problem(plan: plan, start) }
        for channel in scenario.communications.compactMap(\.channel)
        where configuration.alerts.channels[channel] == nil {
            problems.append(missing("channel", channel, Array(configuration.alerts.channels.keys), start))
        }
        return problems
    }

    private func problem(_ name: String, _ kinds: [ServiceKind], _ origin: ValueOrigin) -> [ConfigurationProblem] {
        guard let service = configuration.services[name] else {
            return [missing("service", name, Array(configuration.services.keys), origin)]
        }
        guard !kinds.contains(service.kind) else { return [] }
        let fitting = configuration.services.filter { kinds.contains($0.value.kind) }.keys.sorted()
        let allowed = fitting.isEmpty ? "none is declared" : fitting.joined(separator: ", ")
        let wanted = kinds.map(\.rawValue).joined(separator: " or ")
        return [
            ConfigurationProblem(
                "the service \"\(name)\" is \(service.kind.rawValue), not \(wanted)",
                at: origin,
                allowed: allowed
            )
        ]
    }

    private func problem(plan name: String, _ origin: ValueOrigin) -> [ConfigurationProblem] {
        guard configuration.plans[name] == nil else { return [] }
        return [missing("plan", name, Array(configuration.plans.keys), origin)]
    }

    private func missing(
        _ what: String,
        _ name: String,
        _ known: [String],
        _ origin: ValueOrigin
    ) -> ConfigurationProblem {
        ConfigurationProblem(
            "the environment has no \(what) \"\(name)\"",
            at: origin,
            allowed: known.isEmpty ? "none is declared" : known.sorted().joined(separator: ", "),
            suggestion: NearestName.find(name, in: known.sorted())
        )
    }
}
