/// When a step is performed; all that is set must hold.
package struct StepCondition: Hashable, Sendable {
    /// In which modes.
    package var modes: [DrillMode] = []
    /// The step that must have ended in a state.
    package var step: String?
    /// That state.
    package var state = StepState.succeeded
    /// A text that must be equal to another.
    package var value: Template?
    /// The other.
    package var equals: Template?
}

extension StepCondition {
    static let table = SectionTable(
        "When a step is performed; all that is set must hold.",
        StepCondition(),
        definition: "condition",
        check: { condition, value, context in
            guard (condition.value == nil) != (condition.equals == nil) else { return }
            context.report("value and equals belong together", value, allowed: "both or none of them")
        },
        fields: { make in
            [
                make.key("modes", \.modes, .list(.choice(), minimum: 1), "In which modes; in all without."),
                make.key("step", \.step, .stepName, "The step that must have ended in a state."),
                make.key("state", \.state, .choice(), "That state; succeeded without."),
                make.key("value", \.value, .template(), "A text that must be equal to another."),
                make.key("equals", \.equals, .template(), "The other."),
            ]
        }
    )
}

extension ValueFormat where Value == String {
    /// The name of a step.
    static var stepName: ValueFormat {
        single(
            what: "the name of a step",
            pattern: DeclaredName.pattern,
            allowed: "a name: " + DeclaredName.rule,
            write: { $0 },
            parse: { DeclaredName.isValid($0) ? $0 : nil }
        )
    }
}
