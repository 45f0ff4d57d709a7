import DRCore

/// What a drill may touch: only services and repositories that the environment marks with `drill_allowed`.
package enum BlastRadius {
    /// Lets a scenario touch what it changes in an environment.
    ///
    /// - Throws: `DRError` with code `refusedByGuardrail` that names all that is not marked.
    package static func admit(_ scenario: Scenario, in configuration: Configuration) throws {
        var refused: Set<String> = []
        for action in scenario.actions where action.changes {
            for service in action.services where configuration.services[service.name]?.isDrillAllowed != true {
                refused.insert("services.\(service.name)")
            }
            // With a service, the plan is only where data comes from.
            guard action.services.isEmpty else { continue }
            for plan in action.plans {
                let repository = configuration.plans[plan.name]?.repository ?? ""
                guard configuration.repositories[repository]?.isDrillAllowed != true else { continue }
                refused.insert("repositories.\(repository)")
            }
        }
        guard !refused.isEmpty else { return }
        throw DRError(
            .refusedByGuardrail,
            "the scenario would change what drills may not touch",
            object: refused.sorted().joined(separator: ", "),
            hint: "set drill_allowed: true there, if a drill may break it; --dry-run needs no mark"
        )
    }
}
