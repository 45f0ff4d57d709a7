/// How the disaster is noticed.
package struct DetectionSettings: Hashable, Sendable {
    /// What holds while all is well.
    package var probes: [ScenarioStep] = []
    /// The time between looks.
    package var every = Duration.seconds(1)
    /// How many looks in a row must fail.
    package var failures = 3
    /// After this time it counts as not noticed.
    package var timeout = Duration.minutes(5)
}

extension DetectionSettings {
    static let table = SectionTable("How the disaster is noticed.", DetectionSettings()) { make in
        [
            make.required(
                "probes",
                \.probes,
                .list(.step(ScenarioStep.table), minimum: 1),
                "What holds while all is well; one that does not is a failed look."
            ),
            make.key("every", \.every, .shortDuration(.milliseconds(10)...(.minutes(10))), "The time between looks."),
            make.key("failures", \.failures, .integer(1...100), "How many looks in a row must fail."),
            make.key(
                "timeout",
                \.timeout,
                .shortDuration(.milliseconds(10)...(.hours(24))),
                "After this time it counts as not noticed."
            ),
        ]
    }
}
