/// The disaster: what brings it about, what undoes it, and what proves that it is there.
package struct FaultSettings: Hashable, Sendable {
    /// What brings it about.
    package var steps: [ScenarioStep] = []
    /// What undoes it as a whole; then its steps need no reverse.
    package var undo: [ScenarioStep] = []
    /// What holds only when it is there.
    package var tookEffect: [ScenarioStep] = []
    /// How long the effect may take.
    package var effectWithin = Duration.seconds(30)
}

extension FaultSettings {
    static let table = SectionTable("The disaster.", FaultSettings()) { make in
        [
            make.required("do", \.steps, .list(.step(ScenarioStep.table), minimum: 1), "What brings it about."),
            make.key("undo", \.undo, .steps, "What undoes it as a whole; then its steps need no reverse."),
            make.required(
                "took_effect",
                \.tookEffect,
                .list(.step(ScenarioStep.table), minimum: 1),
                "What holds only when it is there; without effect a drill is inconclusive."
            ),
            make.key(
                "effect_within",
                \.effectWithin,
                .shortDuration(.milliseconds(10)...(.hours(1))),
                "How long the effect may take."
            ),
        ]
    }
}
