/// A check, all the time, that no two nodes take writes at once.
package struct SingleWriterSettings: Hashable, Sendable {
    /// The time between looks.
    package var every = Duration.seconds(1)
    /// For each node a probe that holds while the node takes writes; asked at the node, not through the entry.
    package var nodes: [ScenarioStep] = []
}

extension SingleWriterSettings {
    static let table = SectionTable("A check that no two nodes take writes at once.", SingleWriterSettings()) { make in
        [
            make.key("every", \.every, .shortDuration(.milliseconds(10)...(.minutes(1))), "The time between looks."),
            make.required(
                "nodes",
                \.nodes,
                .list(.step(ScenarioStep.table), minimum: 2),
                "For each node a probe that holds while the node takes writes."
            ),
        ]
    }
}
