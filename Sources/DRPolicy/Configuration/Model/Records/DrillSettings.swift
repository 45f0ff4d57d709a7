/// What holds for the drills of an environment.
package struct DrillSettings: Hashable, Sendable {
    /// Who has to see to findings of scenarios that name nobody.
    package var owner: String?
    /// How soon findings have to be mended.
    package var dueWithin = FindingLimits()

    /// What a configuration that says nothing has.
    package init() {}
}

extension DrillSettings {
    static let table = SectionTable("What holds for the drills of the environment.", DrillSettings()) { make in
        [
            make.key(
                "owner",
                \.owner,
                .text("a person or a team"),
                "Who has to see to findings of scenarios that name nobody."
            ),
            make.key(
                "due_within",
                \.dueWithin,
                .section(FindingLimits.table),
                "How soon findings have to be mended, by their severity."
            ),
        ]
    }
}
