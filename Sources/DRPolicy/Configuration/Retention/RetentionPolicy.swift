/// A retention policy: a file of `retention/`.
package struct RetentionPolicy: Hashable, Sendable {
    /// What it is for.
    package var description: String?
    /// Which snapshots stay.
    package var keep = KeepRules()
    /// How far back restore points must reach.
    package var requiredMinimum: Duration?
    /// How far back restore points may reach at most.
    package var permittedMaximum: Duration?
    /// How many verified restore points must be left.
    package var minimumVerified = 1
    /// The share of the snapshots of a host that may go at once.
    package var removalLimit = Percentage(50)
    /// Snapshots that stay whatever the rules say, by id or name.
    package var pins: [String] = []
    /// Snapshots that must not be removed for a legal reason.
    package var legalHolds: [LegalHold] = []

    /// What a configuration that says nothing has.
    package init() {}
}

extension RetentionPolicy {
    static let table = SectionTable(
        "A retention policy.",
        RetentionPolicy(),
        check: { policy, value, context in policy.check(value, &context) },
        fields: { make in
            [
                make.key("description", \.description, .text(), "What it is for."),
                make.required("keep", \.keep, .section(KeepRules.table), "Which snapshots stay: any rule keeps one."),
                make.key(
                    "required_minimum",
                    \.requiredMinimum,
                    .duration(.hours(1)...(.days(36_600))),
                    "How far back restore points must reach."
                ),
                make.key(
                    "permitted_maximum",
                    \.permittedMaximum,
                    .duration(.hours(1)...(.days(36_600))),
                    "How far back restore points may reach at most."
                ),
                make.key(
                    "minimum_verified",
                    \.minimumVerified,
                    .integer(1...1000),
                    "How many verified restore points must be left."
                ),
                make.key(
                    "removal_limit",
                    \.removalLimit,
                    .percentage(1...100),
                    "The share of the snapshots of a host that may go at once."
                ),
                make.key(
                    "pins",
                    \.pins,
                    .list(.text("the id or name of a snapshot")),
                    "Snapshots that stay whatever the rules say."
                ),
                make.key(
                    "legal_holds",
                    \.legalHolds,
                    .list(.section(LegalHold.table)),
                    "Snapshots that must not be removed for a legal reason."
                ),
            ]
        }
    )

    private func check(_ value: ConfigurationValue, _ context: inout DecodingContext) {
        let keepValue = value["keep"] ?? value
        if let requiredMinimum, let permittedMaximum, permittedMaximum < requiredMinimum {
            context.report(
                "permitted_maximum is shorter than required_minimum",
                value["permitted_maximum"] ?? value,
                allowed: "\(DurationText.format(requiredMinimum)) or more"
            )
        }
        let reach = keep.reach
        let reached = reach.map { "reach back \(DurationText.format($0))" } ?? "have no limit"
        if let requiredMinimum, let reach, reach < requiredMinimum {
            context.report(
                "the keep rules \(reached), less than required_minimum",
                keepValue,
                allowed: "rules that reach back \(DurationText.format(requiredMinimum))"
            )
        }
        if let permittedMaximum, reach.map({ $0 > permittedMaximum }) ?? true {
            context.report(
                "the keep rules \(reached), more than permitted_maximum",
                keepValue,
                allowed: "rules that reach back at most \(DurationText.format(permittedMaximum))"
            )
        }
    }
}
