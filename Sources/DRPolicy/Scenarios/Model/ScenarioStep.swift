/// A step of a scenario: an action, or a group of steps that run at the same time.
package struct ScenarioStep: Hashable, Sendable {
    /// The name, once in a scenario.
    package var name = ""
    /// What it is for.
    package var description: String?
    /// What it does or looks at; nil for a group.
    package var action: ScenarioAction?
    /// The steps of a group.
    package var parallel: [ScenarioStep] = []
    /// The steps that must have succeeded.
    package var needs: [String] = []
    /// When it is performed.
    package var when: StepCondition?
    /// How long one try may take.
    package var timeout = Duration.minutes(5)
    /// How often it is tried again.
    package var retries = 0
    /// How long it waits before another try.
    package var retryAfter = Duration.seconds(1)
    /// What undoes it.
    package var reverse: StepReverse?
    /// What follows when it fails.
    package var onError = ErrorPolicy.stop
    /// The part of the recovery time that it belongs to.
    package var phase: RecoveryPhase?
    /// Where it stands.
    package var origin = ValueOrigin.builtIn

    /// The step and, of a group, those in it.
    package var all: [ScenarioStep] { [self] + parallel }
}

extension ScenarioStep {
    static let table = makeTable(withGroups: true)
    private static let memberTable = makeTable(withGroups: false)

    private static func makeTable(withGroups: Bool) -> SectionTable<ScenarioStep> {
        let actions = ActionCatalog.all.map(\.name)
        return SectionTable(
            withGroups ? "A step: an action, or a group of steps." : "A step of a group.",
            ScenarioStep(),
            exactlyOne: withGroups ? actions + ["parallel"] : actions,
            definition: withGroups ? "step" : "member"
        ) { make in
            // Only where a group may stand: a table that asked for itself would never be made.
            let group = withGroups ? [groupField(make)] : []
            return commonFields(make) + group
                + ActionCatalog.all.map { make.key($0.name, \.action, .action($0), $0.summary) }
        }
    }

    private static func groupField(_ make: FieldMaker<ScenarioStep>) -> SectionField<ScenarioStep> {
        make.key(
            "parallel",
            \.parallel,
            .list(.step(memberTable), minimum: 1),
            "Steps that run at the same time, as their needs allow."
        )
    }

    private static func commonFields(_ make: FieldMaker<ScenarioStep>) -> [SectionField<ScenarioStep>] {
        [
            make.required("name", \.name, .stepName, "The name, once in a scenario."),
            make.key("description", \.description, .text(), "What it is for."),
            make.key("needs", \.needs, .list(.stepName), "The steps that must have succeeded."),
            make.key("when", \.when, .section(StepCondition.table), "When it is performed."),
            make.key(
                "timeout",
                \.timeout,
                .shortDuration(.milliseconds(10)...(.hours(24))),
                "How long one try may take."
            ),
            make.key("retries", \.retries, .integer(0...1000), "How often it is tried again."),
            make.key(
                "retry_after",
                \.retryAfter,
                .shortDuration(.milliseconds(1)...(.hours(1))),
                "How long it waits before another try."
            ),
            make.key("reverse", \.reverse, .section(StepReverse.table), "What undoes it."),
            make.key("on_error", \.onError, .choice(), "What follows when it fails."),
            make.key("phase", \.phase, .choice(), "The part of the recovery time that it belongs to."),
        ]
    }
}

extension ValueFormat where Value == ScenarioStep {
    /// A step with the place where it stands.
    static func step(_ table: SectionTable<ScenarioStep>) -> ValueFormat {
        let section = section(table)
        return ValueFormat(section.shape) { value, context in
            var step = section.decode(value, &context)
            step?.origin = value.origin
            return step
        }
    }
}

extension ValueFormat where Value == [ScenarioStep] {
    /// A list of steps.
    static var steps: ValueFormat { list(.step(ScenarioStep.table)) }
}
