/// What a recovery must achieve.
package struct ScenarioObjectives: Hashable, Sendable {
    /// How long the service may be away.
    package var rto: Duration?
    /// How much of the newest data may be lost, as a time; zero for nothing at all.
    package var rpo: Duration?
    /// Which data counts for the RPO.
    package var recoveryPoint = RecoveryPointKind.latest
    /// When the clock of the RTO starts.
    package var clock = ObjectiveClock.disruption
    /// How long the service must be well before it counts as back.
    package var stability = Duration.seconds(30)
    /// The plans whose schedule bounds what can be lost in the worst case.
    package var plans: [String] = []
    /// What can be lost in the worst case, where no plan bounds it: the lag of a replication, say.
    package var designedLoss: Duration?

    /// When the clock of the RTO starts.
    package enum ObjectiveClock: String, CaseIterable, Sendable {
        /// When the fault began.
        case disruption
        /// When somebody declared the disaster.
        case declaration
    }

    /// Which data counts for the RPO.
    package enum RecoveryPointKind: String, CaseIterable, Sendable {
        /// The newest.
        case latest
        /// The newest that no intruder touched.
        case clean
    }
}

extension ScenarioObjectives {
    static let table = SectionTable("What a recovery must achieve.", ScenarioObjectives()) { make in
        [
            make.key("rto", \.rto, .shortDuration(.seconds(1)...(.days(31))), "How long the service may be away."),
            make.key(
                "rpo",
                \.rpo,
                .shortDuration(.zero...(.days(366))),
                "How much of the newest data may be lost, as a time; 0s for nothing at all."
            ),
            make.key("recovery_point", \.recoveryPoint, .choice(), "Which data counts for the RPO."),
            make.key("rto_clock", \.clock, .choice(), "When the clock of the RTO starts."),
            make.key(
                "stability",
                \.stability,
                .shortDuration(.milliseconds(10)...(.hours(1))),
                "How long the service must be well before it counts as back."
            ),
            make.key(
                "plans",
                \.plans,
                .list(.stepName),
                "The plans whose schedule bounds what can be lost in the worst case."
            ),
            make.key(
                "designed_loss",
                \.designedLoss,
                .shortDuration(.zero...(.days(366))),
                "What can be lost in the worst case, where no plan bounds it."
            ),
        ]
    }
}
