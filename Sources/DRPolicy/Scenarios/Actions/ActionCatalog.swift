/// All actions that a scenario can name: the one description that the parser, the schema and the documentation use.
package enum ActionCatalog {
    /// The actions in the order of the documentation.
    package static let all: [ActionShape] =
        machine + places + recovery + [
            .keep(
                "wait",
                "Lets time pass.",
                [.required("for", .duration(.milliseconds(1)...(.hours(24))), "How long.")]
            ),
            .keep(
                "manual",
                "Asks a person to do something, and waits for the answer; only with a terminal.",
                [.required("message", .text("a sentence"), "What to do.")]
            ),
            .keep(
                "approve",
                "Asks a person whether to go on; a no ends the drill.",
                [.required("message", .text("a sentence"), "What is asked.")]
            ),
        ]

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The action of a name, or nil.
    package static func find(_ name: String) -> ActionShape? { byName[name] }

    /// How long a probe waits for one answer.
    static let timeout = ActionArgument.optional(
        "timeout",
        .duration(.milliseconds(10)...(.minutes(5))),
        "How long one try may take; 2s without."
    )
}
