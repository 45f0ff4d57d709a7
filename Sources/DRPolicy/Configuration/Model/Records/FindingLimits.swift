/// How soon findings have to be mended, by their severity.
package struct FindingLimits: Hashable, Sendable {
    /// For findings that are critical.
    package var critical = Duration.days(7)
    /// For findings that are high.
    package var high = Duration.days(30)
    /// For findings that are medium.
    package var medium = Duration.days(90)
    /// For findings that are low.
    package var low = Duration.days(180)

    /// The time for a severity.
    package func limit(_ severity: FindingSeverity) -> Duration {
        switch severity {
        case .critical: critical
        case .high: high
        case .medium: medium
        case .low: low
        }
    }
}

extension FindingLimits {
    static let table = SectionTable("How soon findings have to be mended.", FindingLimits()) { make in
        let range = Duration.hours(1)...(.days(732))
        return [
            make.key(
                "critical",
                \.critical,
                .duration(range),
                "Damaged data, two writers, a drill that could not be undone."
            ),
            make.key("high", \.high, .duration(range), "An objective that was missed, a recovery that did not work."),
            make.key("medium", \.medium, .duration(range), "What could not be measured."),
            make.key("low", \.low, .duration(range), "A drill that did not take place, a scenario without objectives."),
        ]
    }
}
