/// How often a scenario is rehearsed.
package struct DrillCalendar: Hashable, Sendable {
    /// The longest time between dry runs.
    package var dryRun = Duration.days(92)
    /// The longest time between drills that measure.
    package var full = Duration.days(366)
}

extension DrillCalendar {
    static let table = SectionTable("How often a scenario is rehearsed.", DrillCalendar()) { make in
        [
            make.key("dry_run", \.dryRun, .duration(.days(1)...(.days(732))), "The longest time between dry runs."),
            make.key(
                "full_test",
                \.full,
                .duration(.days(1)...(.days(732))),
                "The longest time between drills that measure."
            ),
        ]
    }
}
