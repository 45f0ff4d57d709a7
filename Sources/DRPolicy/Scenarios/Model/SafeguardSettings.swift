/// What stops a drill when it does not hold.
package struct SafeguardSettings: Hashable, Sendable {
    /// The time between looks.
    package var every = Duration.seconds(2)
    /// How many looks in a row must fail.
    package var threshold = 3
    /// What must hold.
    package var probes: [ScenarioStep] = []
    /// How long the forward part of the drill may take.
    package var deadline = Duration.hours(1)
}

extension SafeguardSettings {
    static let table = SectionTable("What stops a drill.", SafeguardSettings()) { make in
        [
            make.key("every", \.every, .shortDuration(.milliseconds(10)...(.minutes(10))), "The time between looks."),
            make.key("threshold", \.threshold, .integer(1...100), "How many looks in a row must fail."),
            make.key("probes", \.probes, .steps, "What must hold all the time."),
            make.key(
                "deadline",
                \.deadline,
                .shortDuration(.seconds(1)...(.days(7))),
                "How long the drill may take before it is stopped and rolled back."
            ),
        ]
    }
}
