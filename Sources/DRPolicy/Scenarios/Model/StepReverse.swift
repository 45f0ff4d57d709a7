/// What undoes a step.
package struct StepReverse: Hashable, Sendable {
    /// The action that undoes it.
    package var action: ScenarioAction?
    /// Why nothing does.
    package var reason: String?
    /// How long it may take.
    package var timeout = Duration.minutes(5)
}

extension StepReverse {
    static let table = SectionTable(
        "What undoes a step: an action, or none with a reason.",
        StepReverse(),
        exactlyOne: ["none"] + ActionCatalog.all.map(\.name),
        definition: "reverse"
    ) { make in
        [
            make.key("none", \.reason, .text("a sentence"), "Why nothing needs to undo it."),
            make.key("timeout", \.timeout, .shortDuration(.milliseconds(10)...(.hours(24))), "How long it may take."),
        ] + ActionCatalog.all.map { make.key($0.name, \.action, .action($0), $0.summary) }
    }
}
