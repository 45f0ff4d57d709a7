/// What a restore must achieve.
package struct Objectives: Hashable, Sendable {
    /// How much of the newest data may be lost, as a time.
    package var rpo: Duration?
    /// How long a restore may take.
    package var rto: Duration?

    /// What a configuration that says nothing has.
    package init() {}
}

extension Objectives {
    static let table = SectionTable("What a restore must achieve.", Objectives()) { make in
        [
            make.key(
                "rpo",
                \.rpo,
                .duration(.seconds(1)...(.days(366))),
                "How much of the newest data may be lost, as a time."
            ),
            make.key("rto", \.rto, .duration(.seconds(1)...(.days(31))), "How long a restore may take."),
        ]
    }
}
