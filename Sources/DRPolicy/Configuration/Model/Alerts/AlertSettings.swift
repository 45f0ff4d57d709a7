/// Who hears of what.
package struct AlertSettings: Hashable, Sendable {
    /// The ways to tell somebody.
    package var channels: [String: AlertChannel] = [:]
    /// Which channels hear of which severity.
    package var routes = AlertRoutes()
    /// An open alert is told again after this time.
    package var repeatAfter = Duration.hours(24)
    /// An alert that nobody acknowledged for this time goes one severity up.
    package var escalateAfter: Duration?
}

extension AlertSettings {
    static let table = SectionTable("Who hears of what.", AlertSettings()) { make in
        [
            make.key("channels", \.channels, .named(.section(AlertChannel.table)), "The ways to tell somebody."),
            make.key("routes", \.routes, .section(AlertRoutes.table), "Which channels hear of which severity."),
            make.key(
                "repeat_after",
                \.repeatAfter,
                .duration(.minutes(5)...(.days(31))),
                "An open alert is told again after this time."
            ),
            make.key(
                "escalate_after",
                \.escalateAfter,
                .duration(.minutes(1)...(.days(31))),
                "An alert that nobody acknowledged for this time goes one severity up."
            ),
        ]
    }
}
